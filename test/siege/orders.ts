import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How often what was loaded into a process looks for an order, in ms of its own quick clock. */
export const LOOK_MS = 200;

/** Orders one call of Matter to hang; and what is reported once Matter was called again. */
export const NEVER_SETTLES = 'never settles';
export const GOES_ON = 'goes on';

/** Leaves word for what was loaded into the process of a home. */
export function order(orders: string, name: string): Promise<void> {
  return writeFile(join(orders, name), '');
}

/** Whether nobody has taken that order yet. */
export function isOpen(orders: string, name: string): boolean {
  return existsSync(join(orders, name));
}

/** In that process: whether there is such an order; it is taken. */
export function taken(name: string): boolean {
  const file = join(process.env['SIEGE_ORDERS'] ?? '', name);
  if (!existsSync(file)) return false;
  rmSync(file);
  return true;
}

/** In that process: tells the test that something was done. `isOpen` sees it. */
export function report(name: string): void {
  writeFileSync(join(process.env['SIEGE_ORDERS'] ?? '', name), '');
}
