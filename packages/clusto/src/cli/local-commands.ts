/** Why a command needs the database itself, and what does the same where there is a server. */
interface LocalCommand {
  readonly reason: string;
  readonly instead: string;
}

const beside: LocalCommand = {
  reason: 'a service runs beside the database',
  instead: 'start it on a machine that reaches the database, with its address as --dsn',
};
const terminal: LocalCommand = {
  reason:
    'a terminal at a console is connected from where the command runs, with what only the machine of the server may reach',
  instead: 'log in where the database is, and run it there',
};

/** The commands that do not work through a server. */
export const localCommands: Readonly<Record<string, LocalCommand>> = {
  init: {
    reason: 'it makes or updates the schema of a database, before there is a server',
    instead: 'run it where the database is, and start the server then',
  },
  demo: {
    reason: 'it fills an empty database',
    instead: 'give it a database to fill: --dsn sqlite:demo.db',
  },
  'import clusto': {
    reason: 'it fills an empty database, before there is a server',
    instead: 'run it where the database is, and start the server then',
  },
  restore: {
    reason: 'it makes a database be what a backup says, which no server may be reading meanwhile',
    instead: 'run it where the database is, while the server is stopped',
  },
  serve: beside,
  httpd: beside,
  dhcpd: beside,
  snmptrapd: beside,
  console: terminal,
  'vm console': terminal,
};
