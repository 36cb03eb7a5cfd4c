/** Where a part says what the user should see. Homebridge's own logger fits; so does a list in a test. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
