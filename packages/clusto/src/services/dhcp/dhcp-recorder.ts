import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { failure } from '../../base/errors.ts';
import { type DhcpRecord, dhcpRecordLine } from '../../operations/dhcp/dhcp-record.ts';

/** Where requests are kept, and how much of them. */
export interface RecordSettings {
  readonly file: string;
  /** So many bytes, after which the file becomes `FILE.1`, in place of the one before. */
  readonly size: number;
}

/** Who else may read what clients say, and where, is to be decided by an operator. */
const mode = 0o600;
const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
/** So many characters wait for a slow disk; what comes then is not kept. */
const mostWaiting = 4 << 20;

/** Keeps requests in a file, a line each, without making their clients wait. */
export class DhcpRecorder implements AsyncDisposable {
  readonly #settings: RecordSettings;
  readonly #onLoss: (reason: unknown) => void;
  #handle: FileHandle | undefined;
  /** Of the file. */
  #size = 0;
  #waiting: string[] = [];
  #waitingSize = 0;
  #writing: Promise<void> | undefined;

  private constructor(settings: RecordSettings, onLoss: (reason: unknown) => void) {
    [this.#settings, this.#onLoss] = [settings, onLoss];
  }

  /** @param onLoss hears why requests were not kept @throws FILE_UNWRITABLE */
  static async open(settings: RecordSettings, onLoss: (reason: unknown) => void): Promise<DhcpRecorder> {
    const recorder = new DhcpRecorder(settings, onLoss);
    try {
      await recorder.#opened();
      return recorder;
    } catch (error) {
      await recorder[Symbol.asyncDispose]();
      throw failure('FILE_UNWRITABLE', { file: settings.file, reason: (error as Error).message }, error);
    }
  }

  take(record: DhcpRecord): void {
    const line = dhcpRecordLine(record);
    if (this.#waitingSize + line.length > mostWaiting) return this.#onLoss('the disk is too slow');
    this.#waiting.push(line);
    this.#waitingSize += line.length;
    this.#writing ??= this.#write();
  }

  async #opened(): Promise<FileHandle> {
    if (this.#handle !== undefined) return this.#handle;
    this.#handle = await open(this.#settings.file, flags, mode);
    // one that was there may have been made for others to read
    await this.#handle.chmod(mode);
    this.#size = (await this.#handle.stat()).size;
    return this.#handle;
  }

  async #rotate(): Promise<void> {
    const { file } = this.#settings;
    await this.#closed();
    await rename(file, `${file}.1`);
  }

  async #closed(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  async #write(): Promise<void> {
    // what comes in the same turn is written together
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const bytes = Buffer.from(this.#waiting.join(''));
      [this.#waiting, this.#waitingSize] = [[], 0];
      try {
        await this.#opened();
        if (this.#size > 0 && this.#size + bytes.length > this.#settings.size) await this.#rotate();
        await (await this.#opened()).appendFile(bytes);
        this.#size += bytes.length;
      } catch (error) {
        this.#onLoss(error);
      }
    }
    this.#writing = undefined;
  }

  /** Writes what waits, and closes the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing;
    await this.#closed();
  }
}
