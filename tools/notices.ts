import { globSync, readFileSync, writeFileSync } from 'node:fs';
import type { RolldownOutput } from 'rolldown';
import { PROJECT } from '../testbed/project.ts';

/** Writes `NOTICES.txt`: the licences of the packages whose code stands in a bundle, as these licences want it. */
export function writeNotices(folder: string, bundles: readonly RolldownOutput[]): void {
  const modules = bundles.flatMap(({ output }) => output.flatMap((one) => (one.type === 'chunk' ? one.moduleIds : [])));
  const packages = new Set(modules.flatMap(packageOf));
  writeFileSync(`${folder}/NOTICES.txt`, [...packages].map(noticeOf).toSorted().join('\n'));
}

/** The folder of the package that a module is of, which may stand in that of the package that needs it. */
function packageOf(id: string): string | readonly [] {
  // The functions that compiled code calls come with the compiler.
  if (id.includes('@oxc-project+runtime')) return `${PROJECT}node_modules/rolldown`;
  return /^\/.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0] ?? [];
}

/** @throws when a package has no licence's text */
function noticeOf(folder: string): string {
  const [file] = globSync('{LICEN[CS]E,licen[cs]e}*', { cwd: folder });
  if (file === undefined) throw new Error(`${folder} has no licence's text`);
  const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  return `${name} ${version}\n\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}\n`;
}
