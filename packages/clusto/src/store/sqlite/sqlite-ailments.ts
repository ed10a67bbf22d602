import type { Ailment, Connection } from '../dialect.ts';

const most = 5;

/** What SQLite finds in its file (sqlite.org/pragma.html). */
export async function sqliteAilments(reader: Connection): Promise<Ailment[]> {
  const ailments: Ailment[] = [];
  const integrity = await reader.all<{ integrity_check: string }>(`pragma integrity_check(${most})`, []);
  for (const { integrity_check: message } of integrity)
    if (message !== 'ok')
      ailments.push({
        code: 'file-damaged',
        message: `SQLite finds damage: ${message}.`,
        advice: 'Restore a backup, and look at the disk.',
      });
  const orphans = await reader.all<{ table: string; parent: string }>('pragma foreign_key_check', []);
  if (orphans.length > 0)
    ailments.push({
      code: 'row-orphaned',
      message: `${orphans.length} rows belong to entities that never were, the first in ${orphans[0]?.table}.`,
      advice: 'Restore a backup of before.',
    });
  const [journal] = await reader.all<{ journal_mode: string }>('pragma journal_mode', []);
  if (journal?.journal_mode !== 'wal')
    ailments.push({
      code: 'journal-mode',
      message: `The journal mode is ${journal?.journal_mode}, so that readers and the writer wait for each other.`,
      advice: 'Put the file on a local disk that clusto may write to; it sets the mode wal itself.',
    });
  return ailments;
}
