import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How often what was loaded into a process looks for an order, in ms of its own quick clock. */
export const LOOK_MS = 200;

/** Orders one call of Matter to hang; and what is reported once Matter was called again. */
export const NEVER_SETTLES = 'never settles';
export const GOES_ON = 'goes on';
/** Reported by Homebridge: the number of its process. */
export const PID = 'pid';
/** Reported each time that the power of a meter in Matter was updated: what Matter has of it then, as JSON. */
export const SHOWN = 'shown';

/** Leaves word for what was loaded into the process of a home. */
export function raiseFlag(orders: string, name: string): Promise<void> {
  return writeFile(join(orders, name), '');
}

/** Whether nobody has taken that order yet. */
export function isFlagRaised(orders: string, name: string): boolean {
  return existsSync(join(orders, name));
}

/** In that process: whether there is such an order; it is taken. */
export function takeFlag(name: string): boolean {
  const file = join(process.env['SIEGE_ORDERS'] ?? '', name);
  if (!existsSync(file)) return false;
  rmSync(file);
  return true;
}

/** In that process: tells the test that something was done, or what there is. `isOpen` sees it, `reported` reads it. */
export function reportToTest(name: string, text = ''): void {
  writeFileSync(join(process.env['SIEGE_ORDERS'] ?? '', name), text);
}

/** What was reported last. @throws before the first time */
export function readReport(orders: string, name: string): string {
  return readFileSync(join(orders, name), 'utf8');
}
