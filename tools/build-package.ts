/**
 * Bundles `src` into `dist`: a handful of files, since a Raspberry Pi takes seconds to find and read hundreds of them. Libraries stay
 * dependencies. Names are kept, and above each piece stands the path of its source, so that a stack trace leads to the source.
 */
import { chmodSync } from 'node:fs';
import { build, type OutputChunk, type OutputOptions, type Plugin, type RolldownOutput } from 'rolldown';
import { LANGUAGES } from '../src/texts/languages.ts';
import { PROJECT } from '../testbed/project.ts';
import { compiledSchema } from './compiled-schema.ts';
import { writeNotices } from './notices.ts';

/** What is started by its path: by Homebridge, by a shell, or as `src/own-files.ts` has it. */
const ENTRIES = [
  ...['index', 'cli', 'ui/server', 'writer/thread/thread', 'history-import/reading-thread'],
  ...LANGUAGES.map((language) => `texts/${language}/texts`),
];

/**
 * The files that several entries share, by the sources in them: the first that matches. What matches none stands in the entry or the
 * command that it is loaded with.
 */
const SHARED: { readonly [file: string]: readonly RegExp[] } = {
  common: [
    /^(?:clock|file-rights|hours|json-shape|own-files|paris-time|periods|printable|reading|settings|trouble-\w+)\.ts$/,
    /^texts\/\w+\.ts$/,
    /^history-files\/history-file\.ts$/,
    /^energy\/(?:curve-parts|imported-day|imported-day-check|minute|span|watt-hours)\.ts$/,
    /^(?:influx\/delivery-trouble|journal\/disk-trouble|journal\/foreign-files|writer\/vitals)\.ts$/,
  ],
  config: [/^config\//],
  status: [/^status\/(?!told-colours|hand-over)/, /^doctor\/(?:known-news|machine|running-plugin|unix-socket)\.ts$/],
  source: [/^source\/(?!demo|serial-ports)/, /^tic\/checksum-and-parity\.ts$/],
  demo: [/^source\/demo\//, /^tic\/encode\.ts$/],
  meter: [/^(?:tic|meter|watts|contract)\//],
  service: [/^(?:service|share|writer\/(?!thread))/, /^(?:stale-timer|summary)\.ts$/],
  journal: [/^(?:journal|status)\//],
  energy: [/^(?:energy|money)\//],
  influx: [/^influx\/(?!mirror)/, /^doctor\/influx-greeting\.ts$/],
  doctor: [/^doctor\//],
  terminal: [/^cli\/(?:contract-lines|session|terminal)\.ts$/],
  selection: [/^cli\/(?:journal-selection|meter-prices|plugin-settings)\.ts$/],
  imports: [/^history-import\/(?!reading-thread)/, /^cli\/history-import-(?:order|meter)\.ts$/],
  request: [/^ui\/(?:request|trouble-notes)\.ts$/],
};

const AS_WRITTEN: OutputOptions = {
  comments: false,
  // V8 keeps a file with a single typographic apostrophe in twice the memory.
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: false, asciiOnly: true } },
};
const isLibrary = (id: string) => /^[@a-z]/.test(id);

const schema = await compiledSchema();
const ours = await build({
  cwd: PROJECT,
  input: Object.fromEntries(ENTRIES.map((name) => [name, `src/${name}.ts`])),
  platform: 'node',
  external: isLibrary,
  plugins: [schema.plugin, ownFiles()],
  // The code is as it was written.
  optimization: { inlineConst: false },
  preserveEntrySignatures: 'allow-extension',
  output: {
    ...AS_WRITTEN,
    dir: 'dist',
    cleanDir: true,
    entryFileNames: '[name].js',
    // What is loaded by an `import()` has the name of its source, and what several share the name of its group.
    chunkFileNames: ({ facadeModuleId }) =>
      facadeModuleId ? `${facadeModuleId.slice(`${PROJECT}src/`.length, -'.ts'.length)}.js` : '[name].js',
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: Object.entries(SHARED).map(([name, sources], at, { length }) => ({
        ...{ name, debugName: name, priority: length - at },
        test: (id: string) => sources.some((source) => source.test(id.slice(`${PROJECT}src/`.length))),
      })),
    },
  },
});
requireNoCircle(ours);
const written = await schema.write(`${PROJECT}dist`);
writeNotices(`${PROJECT}dist`, [ours, written]);
chmodSync(`${PROJECT}dist/cli.js`, 0o755);

/** The files that are found by their path are those that were built. */
function ownFiles(): Plugin {
  return {
    name: 'own files',
    transform: {
      filter: { id: /\/src\/own-files\.ts$/ },
      handler: (code) => code.replaceAll(/(['"]\.\/[^'"]*)\.ts(?=['"])/g, '$1.js'),
    },
  };
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
