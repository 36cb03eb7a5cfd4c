/**
 * Bundles the settings page and the house's page into `public/`. `page.js` and `house.js` begin them; what both show at first is in
 * `views-….js`, and each other part is a file of its own (`page/parts.ts`, `page/settings-parts.ts`). The names of all but the first have a
 * hash, so that a page that is open while the plugin is updated gets no part of another version.
 */
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type OutputChunk } from 'rolldown';
import { englishPageStart } from '../src/texts/en/page-start.ts';
import { frenchPageStart } from '../src/texts/fr/page-start.ts';

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The oldest browsers that the pages are for: the syntax is made theirs. */
const BROWSERS = ['chrome111', 'firefox121', 'safari16.4'];
/** What some of them lack, and a library or the server's code may use. */
const TOO_NEW = /\b(?:groupBy|withResolvers|fromAsync|isSubsetOf|isSupersetOf|symmetricDifference)\(/;
/** The libraries in the page, whose licence wants its text to be in each copy. */
const LIBRARIES = {
  uplot: 'https://github.com/leeoniya/uPlot',
  'lean-qr': 'https://github.com/davidje13/lean-qr',
};
const [SETTINGS, HOUSE] = [pathOf('page/main.ts'), pathOf('page/house.ts')];
/** What the house's page shows besides code. */
const HOUSE_FILES = [
  ...['house.html', 'house.css', 'views.css', 'uplot.css', 'manifest.webmanifest'],
  ...['icon.svg', 'icon-180.png', 'icon-192.png', 'icon-512.png'],
];

for (const old of globSync(pathOf('public/*.js'))) rmSync(old);
const { output } = await build({
  input: { page: SETTINGS, house: HOUSE },
  platform: 'browser',
  transform: { target: BROWSERS },
  plugins: [{ name: 'query of parts', renderChunk: withQuery }],
  output: {
    dir: pathOf('public'),
    format: 'es',
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: ({ facadeModuleId }) => `${languageOf(facadeModuleId) ?? '[name]'}-[hash].js`,
    codeSplitting: {
      groups: [
        { debugName: 'views', name: (id, graph) => (isOfViews(id, (of) => graph.getModuleInfo(of)) ? 'views' : null) },
      ],
    },
    postBanner: ({ moduleIds }) => licencesOf(moduleIds),
  },
});
const chunks = output.filter((file): file is OutputChunk => file.type === 'chunk');
const ofHouse = filesFrom('house.js');
for (const { fileName, imports, code } of chunks) {
  // A browser that could not fetch one of these would never fetch it again, whatever the query of the part that imports it. What begins
  // a page has fetched the views, and whoever sees the house's page gets nothing of the settings.
  const others = imports.filter((name) => !isViews(name) && (name !== 'page.js' || ofHouse.has(fileName)));
  if (others.length > 0) throw new Error(`${fileName} imports ${others}: it may import the views alone, or page.js`);
  const [tooNew] = TOO_NEW.exec(code) ?? [];
  if (tooNew !== undefined) throw new Error(`${fileName} has ${tooNew}), which not all of ${BROWSERS} know`);
}
if (chunks.some(({ fileName, imports }) => fileName === 'house.js' && imports.length > 0))
  throw new Error('house.js may import nothing: it says when other files cannot be had');

const uplotCss = readFileSync(pathOf('../node_modules/uplot/dist/uPlot.min.css'), 'utf8');
writePublic('uplot.css', `/*! uPlot: its licence is in curve-chart-*.js */\n${uplotCss}`);
writePublic('house.html', houseHtml());
writePublic('house-files.json', JSON.stringify({ files: [...HOUSE_FILES, ...ofHouse] }));

function writePublic(name: string, text: string): void {
  writeFileSync(pathOf(`public/${name}`), text);
}

/** The page as it is before any code runs. The browser fetches what it begins with at once, and not one file after the other. */
function houseHtml(): string {
  const begun = [...ofHouse].filter((name) => isViews(name) || name.startsWith('house-page-'));
  const html = readFileSync(pathOf('page/house.html'), 'utf8');
  return html
    .replace('<!-- preloads -->', begun.map((name) => `<link rel="modulepreload" href="${name}">`).join('\n'))
    .replace('<!-- unloaded.fr -->', frenchPageStart.unloaded)
    .replace('<!-- unloaded.en -->', englishPageStart.unloaded);
}

function isViews(name: string): boolean {
  return /^views-.{8}\.js$/.test(name);
}

/** The files of code that a page may come to fetch. */
function filesFrom(first: string, found: Set<string> = new Set()): ReadonlySet<string> {
  if (found.has(first)) return found;
  found.add(first);
  const { imports = [], dynamicImports = [] } = chunks.find(({ fileName }) => fileName === first) ?? {};
  for (const next of [...imports, ...dynamicImports]) filesFrom(next, found);
  return found;
}

type GetModule = (
  id: string,
) => { readonly importedIds: readonly string[]; readonly dynamicallyImportedIds: readonly string[] } | null;

/** Whether a module is in what the two pages share: several files need it, one of them a file of the house's page. */
function isOfViews(id: string, getModule: GetModule): boolean {
  const needing = (page: string) => startsOf(page, getModule).filter((start) => reached(start, getModule).has(id));
  const [house, settings] = [needing(HOUSE), needing(SETTINGS)];
  return house.length > 0 && new Set([...house, ...settings]).size > 1;
}

/** The first module of each file that a page may come to fetch. */
function startsOf(page: string, getModule: GetModule): readonly string[] {
  const starts = [page];
  for (const start of starts) {
    for (const id of reached(start, getModule)) {
      starts.push(...(getModule(id)?.dynamicallyImportedIds ?? []).filter((next) => !starts.includes(next)));
    }
  }
  return starts;
}

/** All modules that one needs to run. */
function reached(id: string, getModule: GetModule, found: Set<string> = new Set()): ReadonlySet<string> {
  if (found.has(id)) return found;
  found.add(id);
  for (const next of getModule(id)?.importedIds ?? []) reached(next, getModule, found);
  return found;
}

/** The licences of the libraries that these modules are of, as comments, each with the library's name and version. */
function licencesOf(modules: readonly string[]): string {
  return Object.entries(LIBRARIES)
    .filter(([library]) => modules.some((id) => id.includes(`/node_modules/${library}/`)))
    .map(([library, address]) => `/*! ${library} ${versionOf(library)} (${address})\n${licenceOf(library)} */\n`)
    .join('');
}

function versionOf(library: string): string {
  return JSON.parse(readFileSync(pathOf(`../node_modules/${library}/package.json`), 'utf8')).version;
}

function licenceOf(library: string): string {
  return readFileSync(pathOf(`../node_modules/${library}/LICENSE`), 'utf8').trim();
}

/** Appends `partQuery` to the address of each part, which is fetched by another address once that failed: see `part` in page/part.ts. */
function withQuery(code: string): string {
  return code.replaceAll(/\bimport\(("[^"]+"|'[^']+'|`[^`]+`)\)/g, 'import($1+(globalThis.partQuery??""))');
}

/** `texts-fr` for the texts of the page in French. */
function languageOf(module: string | null): string | undefined {
  const [, language] = /\/texts\/(\w+)\/page\.ts$/.exec(module ?? '') ?? [];
  return language && `texts-${language}`;
}
