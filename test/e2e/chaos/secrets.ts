import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where secrets have leaked: the lines of `said`, and the files of the folder, that contain one. config.json may contain them.
 */
export function secretsIn(secrets: readonly string[], said: readonly string[], folder: string): readonly string[] {
  const hasSecret = (text: string) => secrets.some((secret) => text.includes(secret));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name !== 'config.json')
    .filter((name) => textsIn(join(folder, name)).some(hasSecret));
  return [...said.filter(hasSecret), ...files];
}

/** The content of a file, decoded as Latin 1 and as UTF-8; nothing where it is no file, or does not exist any more. */
function textsIn(path: string): readonly string[] {
  try {
    if (!statSync(path).isFile()) return [];
    const bytes = readFileSync(path);
    return [bytes.toString('latin1'), bytes.toString('utf8')];
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
