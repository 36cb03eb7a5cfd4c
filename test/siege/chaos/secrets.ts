import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where secrets have leaked: the lines of `said`, and the files of the folder, that contain one. config.json may contain them.
 */
export function secretsIn(secrets: readonly string[], said: readonly string[], folder: string): readonly string[] {
  const written = secrets.flatMap((secret) => [Buffer.from(secret, 'latin1'), Buffer.from(secret, 'utf8')]);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name !== 'config.json')
    .filter((name) => {
      const bytes = bytesIn(join(folder, name));
      return written.some((secret) => bytes.includes(secret));
    });
  return [...said.filter((line) => secrets.some((secret) => line.includes(secret))), ...files];
}

/** The content of a file; nothing where it is no file, or does not exist any more. */
function bytesIn(path: string): Buffer {
  try {
    return statSync(path).isFile() ? readFileSync(path) : Buffer.alloc(0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
