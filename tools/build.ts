import { execFileSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { PROJECT } from '../testbed/project.ts';

/** What `npm run build` reads. Folders are among it, since a file that was removed changes nothing else. */
const SOURCES = [
  ...['src/**', 'homebridge-ui/page/**', 'homebridge-ui/build.ts'],
  ...['config.schema.json', 'tools/*.ts', 'package.json', 'tsconfig.json'],
];
/** What it makes last. */
const BUILT = 'homebridge-ui/public/house-files.json';

/** Builds what has changed since it was built last. */
export function buildIfStale(): void {
  if (isStale()) execFileSync('npm', ['run', '--silent', 'build'], { cwd: PROJECT, stdio: 'inherit' });
}

function isStale(): boolean {
  if (!existsSync(`${PROJECT}${BUILT}`) || !existsSync(`${PROJECT}dist/index.js`)) return true;
  const builtMs = statSync(`${PROJECT}${BUILT}`).mtimeMs;
  return globSync(SOURCES, { cwd: PROJECT }).some((path) => statSync(`${PROJECT}${path}`).mtimeMs > builtMs);
}
