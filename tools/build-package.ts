/**
 * Bundles `src` into `dist`: a handful of files, since an SD card is slow to find and open hundreds of them. Libraries stay
 * dependencies. A line of the package is a statement of the source whose path stands above it, and names are kept, so that a stack trace
 * leads to the source.
 */
import { chmodSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { build, type OutputChunk, type Plugin, type RolldownOutput } from 'rolldown';
import { minifySync, parseSync } from 'rolldown/utils';
import { LANGUAGES } from '../src/texts/languages.ts';
import { PROJECT } from '../testbed/project.ts';
import { compiledSchema } from './compiled-schema.ts';
import { mqttClient } from './mqtt-client.ts';
import { writeNotices } from './notices.ts';

/** What is started by its path: by Homebridge, by a shell, or as `src/own-files.ts` has it. */
const ENTRIES = {
  ...sourcesOf(
    'index',
    'cli',
    'ui/server',
    'share/thread/thread',
    'writer/thread/thread',
    'history-import/reading-thread',
    'house/thread/thread',
  ),
  ...Object.assign({}, ...LANGUAGES.map(textsOf)),
};

/**
 * The files that several entries share, by the sources in them: the first that matches. What matches none stands in the entry or the
 * command that it is loaded with.
 */
const SHARED: { readonly [file: string]: readonly RegExp[] } = {
  common: [
    /^(?:own-files\.ts$|base\/(?!csv|decoded-text|log|masked)|reading\/(?!summary)|trouble\/(?!trouble))/,
    /^texts\/\w+\.ts$/,
    /^source\/(?!demo|serial-ports)/,
    /^tic\/checksum-and-parity\.ts$/,
    /^history-files\/history-file\.ts$/,
    /^energy\/(?:curve-parts|imported-day|imported-day-check|minute|span|watt-hours)\.ts$/,
    /^contract\/meter-time\.ts$/,
    /^(?:influx\/delivery-trouble|mqtt\/broker-trouble|journal\/disk-trouble|threads\/(?:thread-side|vitals))\.ts$/,
    // What stands for a `using`, which Node 22 does not know.
    /\/usingCtx\.js$/,
  ],
  prices: [/^(?:energy\/(?:holidays|hours-claims|period-clock)|money\/price(?:-slots)?)\.ts$/],
  config: [/^config\//, /^ui\/typed-prices\.ts$/],
  status: [/^status\/(?!tempo-report)/, /^doctor\/(?:access-rights|known-news|machine|running-plugin)\.ts$/],
  meter: [/^(?:tic\/(?!encode)|meter|watts|contract)/],
  service: [/^(?:service|threads|writer\/(?!thread))/, /^reading\/summary\.ts$/],
  journal: [/^(?:journal|status)\//],
  energy: [/^(?:energy|money\/(?!offer-words))/],
  mqtt: [/^mqtt\//],
  share: [
    /^share\/thread\/(?:listener|newest-values|price-answer|reading-answer|reading-json|meter-dates)\.ts$/,
    /^http\/(?!own-addresses)/,
  ],
  influx: [/^influx\/(?!mirror)/, /^doctor\/influx-greeting\.ts$/],
  doctor: [/^doctor\//],
  terminal: [/^cli\/(?:session|terminal)\.ts$/],
  selection: [/^cli\/(?:journal-selection|meter-prices|plugin-settings)\.ts$/],
  imports: [
    /^history-import\/(?!reading-thread)/,
    /^history-files\/hidden-direction\.ts$/,
    /^cli\/history-import-(?:order|meter)\.ts$/,
  ],
  history: [/^ui\/(?:contract-facts|energy-spans|history-answers|journal-charts|offers-asked)\.ts$/],
  request: [/^ui\/(?:request|trouble-notes)\.ts$/, /^house\/shown\.ts$/],
};

/**
 * What the texts of a language share. All texts of a part stand beside those of the other languages, in files smaller than the 32 kB that gzip
 * looks back at: the same code around other words is packed once.
 */
const TEXTS = Object.fromEntries(
  LANGUAGES.flatMap((language) => [
    [`texts/troubles.${language}`, [new RegExp(`^texts/${language}/troubles\\.ts$`)]],
    [`texts/words.${language}`, [new RegExp(`^texts/${language}/(?:config|host|numbers|share|tariffs|times)\\.ts$`)]],
  ]),
);

/** All packages stay dependencies, but for the few lines that the compiler's output calls. */
const isLibrary = (id: string) => /^(?!@oxc-project\/runtime\/)[@a-z]/.test(id);

const schema = await compiledSchema();
const mqtt = mqttClient();
const ours = await build({
  cwd: PROJECT,
  input: ENTRIES,
  platform: 'node',
  external: isLibrary,
  transform: { target: 'node22.13' },
  plugins: [schema.plugin, mqtt.plugin, ownFiles(), aLineAStatement()],
  // A name of a file that is read stands in one place.
  optimization: { inlineConst: false },
  preserveEntrySignatures: 'allow-extension',
  output: {
    comments: false,
    sourcemap: 'hidden',
    // A program that runs while the package is updated may load a part of the new one: names that do not move give it the right ones.
    minifyInternalExports: false,
    minify: { compress: { joinVars: false, sequences: false }, mangle: false, codegen: { removeWhitespace: false } },
    dir: 'dist',
    cleanDir: true,
    entryFileNames: '[name].js',
    // What is loaded by an `import()` has the name of its source, and what several share the name of its group.
    chunkFileNames: ({ facadeModuleId }) =>
      facadeModuleId ? `${facadeModuleId.slice(`${PROJECT}src/`.length, -'.ts'.length)}.js` : '[name].js',
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: Object.entries({ ...SHARED, ...TEXTS }).map(([name, sources], at, { length }) => ({
        ...{ name, debugName: name, priority: length - at },
        test: (id: string) => sources.some((source) => source.test(id.replace(`${PROJECT}src/`, ''))),
      })),
    },
  },
});
requireNoCircle(ours);
const written = await Promise.all([schema, mqtt].map(({ write }) => write(`${PROJECT}dist`)));
writeNotices(`${PROJECT}dist`, [ours, ...written]);
chmodSync(`${PROJECT}dist/cli.js`, 0o755);

function sourcesOf(...names: readonly string[]): { [name: string]: string } {
  return Object.fromEntries(names.map((name) => [name, `src/${name}.ts`]));
}

function textsOf(language: string): { [name: string]: string } {
  const parts = ['texts', 'cli', 'history-import', 'ui', 'house', 'home-assistant'];
  return Object.fromEntries(parts.map((part) => [`texts/${part}.${language}`, `src/texts/${language}/${part}.ts`]));
}

/** The files that are found by their path are those that were built. */
function ownFiles(): Plugin {
  return {
    name: 'own files',
    transform: {
      filter: { id: /\/src\/own-files\.ts$/ },
      handler: (code) => ({
        code: code
          .replaceAll(/(?<=['"]\.\/texts\/)(\w+)\/([\w-]+)\.ts/g, '$2.$1.js')
          .replaceAll(/(?<=['"]\.\/[^'"]*)\.ts/g, '.js'),
        map: null,
      }),
    },
  };
}

/** Writes each statement on a line of its own, without blanks, with the path of its source above the first of several. */
function aLineAStatement(): Plugin {
  return {
    name: 'a line a statement',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        file.code = linesOf(file).join('\n');
        // It maps the lines that rolldown wrote.
        file.map = null;
        delete bundle[`${file.fileName}.map`];
      }
    },
  };
}

/** Rolldown has written the paths before it compressed, and one may be gone with its first statement: the map knows them all. */
function linesOf({ code, map, fileName }: OutputChunk): readonly string[] {
  // A file that only hands out what others have has no source.
  if (!map) return [code];
  const sources = new SourceMap({ ...map, file: fileName, sourceRoot: '' });
  const lines = code.startsWith('#!') ? [code.slice(0, code.indexOf('\n'))] : [];
  let before = '';
  for (const { start, end } of parseSync(fileName, code).program.body) {
    const above = code.slice(0, start).split('\n');
    const found = sources.findEntry(above.length - 1, above.at(-1)?.length ?? 0);
    const source =
      'originalSource' in found
        ? relative(PROJECT, join(PROJECT, 'dist', dirname(fileName), found.originalSource))
        : before;
    if (source !== before) lines.push(`// ${source}`);
    before = source;
    lines.push(withoutBlanks(code.slice(start, end)));
  }
  return [...lines, ''];
}

/** V8 keeps a file with a single typographic apostrophe in twice the memory, unless it is written as ASCII. */
function withoutBlanks(statement: string): string {
  const codegen = { removeWhitespace: true, asciiOnly: true };
  return minifySync('statement.js', statement, { module: true, compress: false, mangle: false, codegen }).code.trim();
}

/** @throws where files import each other in a circle: what they export could be missing when it is used */
function requireNoCircle({ output }: RolldownOutput): void {
  const files = new Map(output.filter((one) => one.type === 'chunk').map((chunk) => [chunk.fileName, chunk]));
  const done = new Set<string>();
  for (const file of files.values()) follow(file, []);

  function follow({ fileName, imports }: OutputChunk, way: readonly string[]): void {
    if (way.includes(fileName)) throw new Error(`dist: ${[...way, fileName].join(' → ')}`);
    if (done.has(fileName)) return;
    for (const name of imports) {
      const file = files.get(name);
      if (file) follow(file, [...way, fileName]);
    }
    done.add(fileName);
  }
}
