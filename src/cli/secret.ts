import { readFileSync, statSync } from 'node:fs';
import { reasonOf, type Session, UsageError } from './session.ts';

/** Where a secret may come from: a file that an option names, or a variable. */
export interface SecretPlace {
  readonly file?: string | undefined;
  readonly variable: 'LINKY_TIC_TOKEN' | 'LINKY_TIC_PASSWORD';
}

/**
 * A secret, without the line end behind it; empty when there is none.
 * @throws UsageError when the file cannot be read or holds nothing
 */
export function secretFrom({ file, variable }: SecretPlace, session: Session): string {
  if (file === undefined) return session.env[variable] ?? '';
  const secret = textOf(file, session).replace(/[\r\n]+$/, '');
  if (secret === '') throw new UsageError(session.texts.cli.usage.emptyFile(file));
  warnIfOpen(file, session);
  return secret;
}

/** @throws UsageError */
export function textOf(file: string, session: Session): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(session.texts.cli.usage.cannotRead(file, reasonOf(error, session)));
  }
}

/** Says so when everybody on this machine can read a file that holds a secret. */
export function warnIfOpen(file: string, { terminal, texts }: Session): void {
  if ((statSync(file).mode & 0o004) !== 0) terminal.remark(texts.cli.readByAll(file));
}
