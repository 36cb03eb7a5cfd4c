import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Where a secret stands that must stand nowhere: in a line of a log, or in any file but the one that the user wrote. */
export function secretsIn(secrets: readonly string[], log: readonly string[], folder: string): readonly string[] {
  const isTold = (text: string) => secrets.some((secret) => text.includes(secret));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name !== 'config.json' && statSync(join(folder, name)).isFile())
    .filter(
      (name) =>
        isTold(readFileSync(join(folder, name)).toString('latin1')) || isTold(readFileSync(join(folder, name), 'utf8')),
    );
  return [...log.filter(isTold), ...files];
}
