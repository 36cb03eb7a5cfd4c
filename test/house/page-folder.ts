import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

/** Stands in each file that must not be given. */
export const HIDDEN = 'nobody may read this';

const GIVEN: { readonly [name: string]: string } = {
  'house.html': '<!doctype html><title>Linky</title>',
  'house.js': 'import "./views-Ab_4-x9Q.js";',
  'views-Ab_4-x9Q.js': 'export {};',
  'views.css': 'body { color: red }',
  'manifest.webmanifest': '{ "name": "Linky" }',
  'icon.svg': '<svg/>',
  'icon-192.png': 'png',
};

/** A folder as the build writes it: the files that are given, others that are not, and a folder with one. */
export function pageFolder(): URL {
  const folder = join(temporaryFolder(), 'public');
  mkdirSync(join(folder, 'folder'), { recursive: true });
  for (const [name, text] of Object.entries(GIVEN)) writeFileSync(join(folder, name), text);
  for (const name of ['page.js', 'index.html', '../secret.js', '../config.json', 'folder/house.js', '.env'])
    writeFileSync(join(folder, name), HIDDEN);
  const files = [...Object.keys(GIVEN), 'gone.js', '../secret.js', 'folder', 'folder/house.js', '.env'];
  writeFileSync(join(folder, 'house-files.json'), JSON.stringify({ files }));
  return pathToFileURL(`${folder}/`);
}
