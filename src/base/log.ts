/** The log that the user reads: Homebridge's logger, or a list in tests. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
