/**
 * Bundles the settings page into `public/`: `page.js` is what its first view needs, and each other part is a file of its own (`page/parts.ts`).
 * The names of these have a hash, so that a page that is open while the plugin is updated gets no part of another version.
 */
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The oldest browsers that the page is for: the syntax is made theirs. */
const BROWSERS = ['chrome111', 'firefox121', 'safari16.4'];
/** What some of them lack, and a library or the server's code may use. */
const TOO_NEW = /\b(?:groupBy|withResolvers|fromAsync|isSubsetOf|isSupersetOf|symmetricDifference)\(/;
/** The libraries in the page, whose licence wants its text to be in each copy. */
const LIBRARIES = {
  uplot: 'uPlot (https://github.com/leeoniya/uPlot)',
  'lean-qr': 'Lean QR (https://github.com/davidje13/lean-qr)',
};

for (const old of globSync(pathOf('public/*.js'))) rmSync(old);
const { output } = await build({
  input: { page: pathOf('page/main.ts') },
  platform: 'browser',
  transform: { target: BROWSERS },
  plugins: [{ name: 'query of parts', renderChunk: withQuery }],
  output: {
    dir: pathOf('public'),
    format: 'es',
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: ({ facadeModuleId }) => `${languageOf(facadeModuleId) ?? '[name]'}-[hash].js`,
    postBanner: ({ moduleIds }) => licencesOf(moduleIds),
  },
});
for (const file of output) {
  if (file.type !== 'chunk') continue;
  const others = file.imports.filter((name) => name !== 'page.js');
  // A browser that could not fetch one of these would never fetch it again, whatever the query of the part that imports it.
  if (others.length > 0) throw new Error(`${file.fileName} imports ${others}: it may import page.js alone`);
  const [tooNew] = TOO_NEW.exec(file.code) ?? [];
  if (tooNew !== undefined) throw new Error(`${file.fileName} has ${tooNew}), which not all of ${BROWSERS} know`);
}
writeFileSync(
  pathOf('public/uplot.css'),
  `/*! uPlot: its licence is in curve-chart-*.js */\n${readFileSync(pathOf('../node_modules/uplot/dist/uPlot.min.css'), 'utf8')}`,
);

/** The licences of the libraries that these modules are of, as comments. */
function licencesOf(modules: readonly string[]): string {
  return Object.entries(LIBRARIES)
    .filter(([library]) => modules.some((id) => id.includes(`/node_modules/${library}/`)))
    .map(([library, title]) => `/*! ${title}\n${licenceOf(library)} */\n`)
    .join('');
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
