import { globSync, readFileSync, writeFileSync } from 'node:fs';
import type { RolldownOutput } from 'rolldown';
import { PROJECT } from '../testbed/project.ts';

/** Writes `NOTICES.txt`: the licences of the packages whose code stands in a bundle, as these licences want it. */
export function writeNotices(folder: string, bundles: readonly RolldownOutput[]): void {
  const modules = bundles.flatMap(({ output }) => output.flatMap((one) => (one.type === 'chunk' ? one.moduleIds : [])));
  const packages = new Set(modules.flatMap(packageOf));
  writeFileSync(`${folder}/NOTICES.txt`, [...packages].toSorted().map(noticeOf).join('\n'));
}

function packageOf(id: string): string | readonly [] {
  // The functions that compiled code calls come with the compiler.
  if (id.includes('@oxc-project+runtime')) return 'rolldown';
  return /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? [];
}

/** @throws when a package has no licence's text */
function noticeOf(name: string): string {
  const at = `${PROJECT}node_modules/${name}`;
  const [file] = globSync('LICEN[CS]E*', { cwd: at });
  if (file === undefined) throw new Error(`${name} has no licence's text`);
  const { version } = JSON.parse(readFileSync(`${at}/package.json`, 'utf8'));
  return `${name} ${version}\n\n${readFileSync(`${at}/${file}`, 'utf8').trim()}\n`;
}
