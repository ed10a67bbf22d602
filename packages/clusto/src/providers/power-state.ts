/** `unknown`: in between, or in a state that says neither. */
export type PowerState = 'on' | 'off' | 'unknown';

/** What is to be done to the power; `soft` asks the operating system to shut down. */
export type PowerAction = 'on' | 'off' | 'reboot' | 'soft';
