import type { Dialect } from '../dialect.ts';

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  types: { id: 'integer primary key', int: 'integer', text: 'text', float: 'real', bytes: 'blob' },
  tableSuffix: ' strict',
  anyOf: (column, parameter) => `${column} in (select value from json_each(${parameter}))`,
  pairs: (parameter) => `(select value ->> 0 as one, value ->> 1 as other from json_each(${parameter}))`,
  matches: (column, parameter) => `${column} glob ${parameter}`,
  pattern: (glob) => glob.replace(/[?[]/g, '[$&]'),
  contains: (column, parameter) => `instr(${column}, ${parameter}) > 0`,
  numberIn: (column) => `clusto_number(${column})`,
  numberType: 'numeric',
  inCidr: (column, parameter) => `clusto_in_cidr(${column}, ${parameter})`,
  // sqlite.org/optoverview.html, section 8.1
  unindexed: (column) => `+${column}`,
  // better-sqlite3 hands integers out as doubles; beyond 2^53 they travel as text
  wideInt: (column) =>
    `case when ${column} between -9007199254740991 and 9007199254740991 then ${column} else cast(${column} as text) end`,
  planByValues: undefined,
  tableExists: `select count(*) as found from sqlite_master where type = 'table' and name = $1`,
  columnsOf: 'select name, type from pragma_table_info($1) order by cid',
};
