import { dirname, join, normalize } from 'node:path';

/** What every part may import. */
const ANYONE = [
  ...['base', 'reading', 'own-files', 'type config', 'type texts'],
  // The list itself is on Homebridge's thread, and in what asks about it.
  ...['trouble/trouble', 'trouble/news', 'trouble/words', 'trouble/shapes', 'type trouble/list'],
];
const LEFT = ['source', 'tic', 'meter', 'watts'];
const RIGHT = ['homekit', 'matter', 'share', 'mqtt', 'threads', 'writer', 'journal', 'influx'];
const ENERGY = ['energy', 'money'];
const BOTH_SIDES = [...ANYONE, 'trouble/list', ...LEFT, ...RIGHT, ...ENERGY, 'contract', 'config', 'texts'];
/** The dates of Paris, the hours and the periods: what a pure part may know besides Readings. */
const PURE = ['base/paris-time', 'reading/reading', 'reading/periods', 'reading/hours'];

/** The parts that run on the writer's thread, on the share's, and on the one that reads the journal for the house's page. */
const THREAD = 'writer/thread';
const SHARE_THREAD = 'share/thread';
const HISTORY_THREAD = 'house/thread';
/** No other part imports these; they are started by their paths. */
const THREADS = [THREAD, SHARE_THREAD, HISTORY_THREAD];

/**
 * What each part may import besides itself: whole parts or single files, and after `type` only their types. A part is a
 * folder of src, or a file together with the folder of the same name (`cli.ts` and `cli/`).
 */
const MAY_IMPORT: { readonly [part: string]: readonly string[] } = {
  tic: ['reading/reading', 'reading/periods', 'reading/hours'],
  source: ['source/demo', 'type reading'],
  'source/demo': ['source/source', 'tic/encode', 'base/paris-time', 'type reading'],
  meter: [...ANYONE, 'source/source', 'tic'],
  watts: [...PURE, 'type energy'],
  contract: [...PURE, 'base/json-shape'],
  // Energy takes of prices only their hours, and money is made of it at the end.
  energy: [...PURE, 'base/json-shape', 'base/printable'],
  money: [...PURE, 'energy'],
  'money/offer-words': ['base/paris-time', 'money', 'texts'],
  'history-files': [...PURE, 'base/masked-numbers', 'base/printable', 'energy'],
  'history-import': [...ANYONE, ...ENERGY, 'history-files', 'journal', 'status', 'texts'],

  homekit: [...ANYONE, 'type energy', 'energy/minute'],
  matter: ANYONE,
  // Other programs get the raw TIC stream, and the Readings: it sees both sides, but nothing of the decoder.
  share: [...ANYONE, 'threads'],
  [SHARE_THREAD]: [
    ...ANYONE,
    ...['mqtt', 'share', 'threads', 'house', 'http', 'status', 'texts'],
    // What a kWh costs, and by which clock the meter tells its dates.
    ...['energy/period-clock', 'money/price-slots', 'contract/meter-time'],
  ],
  http: [],
  threads: ANYONE,
  mqtt: [...ANYONE, 'texts'],
  journal: [...ANYONE, 'contract/contract-memory', 'energy'],
  influx: [...ANYONE, 'journal'],

  // These run on Homebridge's thread, which must not wait for disk or network: they import only types of the journal
  // and of InfluxDB.
  service: [...ANYONE, 'trouble/list', ...LEFT, 'type energy', 'contract', 'share', 'writer', 'texts'],
  platform: [...ANYONE, 'trouble/list', ...LEFT, 'homekit', 'matter', 'config', 'texts', 'service'],
  writer: [...ANYONE, 'threads', 'type energy', 'type influx'],
  [THREAD]: [...ANYONE, 'threads', 'writer', 'journal', 'influx', 'status', 'texts', 'type energy'],

  doctor: [...BOTH_SIDES, 'service', 'status'],
  cli: [...BOTH_SIDES, 'service', 'status', 'doctor', 'history-files', 'history-import'],
  ui: [...BOTH_SIDES, 'http', 'service', 'status', 'doctor', 'history-files', 'history-import'],
  index: ['platform', 'base/plugin-names'],

  // Strangers may ask here: what reads the journal is on the thread, and of the settings page's server it takes what checks a request.
  house: [
    ...ANYONE,
    ...['http', 'type status', 'ui/request'],
    ...['texts/languages', 'texts/texts', 'type ui', 'type money'],
  ],
  [HISTORY_THREAD]: [
    ...ANYONE,
    ...['house', 'journal', 'texts/texts', 'ui/history-answers'],
    ...['energy', 'money', 'contract', 'ui'].map((part) => `type ${part}`),
  ],

  // What the pure parts take of base and reading knows no clock and no log either.
  'base/paris-time': [],
  'base/printable': [],
  'base/json-shape': ['base/printable'],
  base: ['base'],
  reading: ['base/printable', 'reading'],
  'reading/stale-timer': ['base/clock', 'reading/reading'],
  trouble: ['base/json-shape', 'trouble'],
  'trouble/list': ['base', 'trouble'],
  // It loads the texts by their paths.
  'own-files': ['texts'],
  texts: ['own-files', 'base/printable', 'reading/periods', 'type trouble'],
  status: [...ANYONE, 'type influx', 'type journal', 'energy'],
  // Of energy it takes what finds the minute that the hours of the prices leave out.
  config: [...PURE, 'base/printable', 'energy/unclear-minute', 'type money', 'texts'],
};

/** The folders that only serve to test, measure, show or picture the product. */
const SUPPORT = ['test', 'testbed', 'bench', 'demo', 'tools'];

/** The folders among these from which each folder may import. Only tests, which are not checked, import from test/. */
const MAY_IMPORT_SUPPORT: { readonly [folder: string]: readonly string[] } = {
  testbed: ['testbed'],
  bench: ['bench', 'testbed'],
  demo: ['demo'],
  tools: ['tools', 'testbed'],
  release: ['testbed'],
};

/**
 * The packages that a part may import, after `type` only their types. A part that is not listed may import only Node's
 * modules.
 */
const MAY_IMPORT_PACKAGES: { readonly [part: string]: readonly string[] } = {
  source: ['serialport'],
  config: ['ajv'],
  'history-files': ['hucre/xlsx'],
  cli: ['commander'],
  mqtt: ['mqtt/lib/client', 'mqtt/lib/handlers/ack'],
  influx: ['@influxdata/influxdb-client'],
  ui: ['@homebridge/plugin-ui-utils'],
  // Values of homebridge come from `api`: an import might load another copy of the package.
  homekit: ['type homebridge'],
  matter: ['type homebridge'],
  platform: ['type homebridge'],
  index: ['type homebridge'],
};

/** The parts that may know a group of a frame by its label: the wire itself, and those that show a user what stands on it. */
const KNOW_LABELS = ['tic', 'doctor', 'cli', 'ui', 'source/demo'];
/** What copies all the groups of a frame as they are, whichever they are, or hides them all. */
const COPY_FRAMES = [
  ...['reading/reading.ts', 'influx/literal-fields.ts', 'writer/thread/string-sharing.ts'],
  'house/shown-status.ts',
];
/**
 * A group that is read by its label: `frame.labels['PRM']`, `'PRM' in labels`, `{ labels }` of a frame. Local names that are called
 * labels, as those of registers, are none.
 */
const READS_GROUP =
  /\bhorodates\b|\.labels\b|\blabels(?:\?\.)?\[|\bin labels\b|\{[^{}]*\blabels\b[^{}]*\}\s*(?:=[^=>]|\}|:\s*(?:Frame|Reading)\b)/;

/** Code whose result depends on more than its arguments. */
const IMPURE =
  /\b(?:Date\.now|Math\.random|performance|process|console|globalThis|require|fetch|set(?:Timeout|Interval|Immediate))\b|\bnew Date\(\)/;

interface Import {
  readonly from: string;
  /** The path of a file, or the name of a package or of a module of Node. */
  readonly to: string;
  readonly typeOnly: boolean;
}

/** The violations of the rules in these files, which are given by their paths in src. */
export function violations(files: ReadonlyMap<string, string>): readonly string[] {
  const sources = [...files].map(([path, text]) => ({ path, code: withoutComments(text) }));
  const imports = sources.flatMap(({ path, code }) => importsOf(path, code));
  return [
    ...imports.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} imports ${to}`),
    ...sources
      .filter(({ path, code }) => partOf(path) === 'tic' && IMPURE.test(code))
      .map(({ path }) => `${path} is impure`),
    ...sources
      .filter(({ path, code }) => !mayReadGroups(path) && READS_GROUP.test(code))
      .map(({ path }) => `${path} reads a group by its label`),
  ];
}

/** Everything right of `Reading` leaves the wire to `tic`. */
function mayReadGroups(path: string): boolean {
  return KNOW_LABELS.includes(partOf(path)) || COPY_FRAMES.includes(path);
}

/** The violations of the rules between folders in these files, which are given by their paths in the project. */
export function folderViolations(files: ReadonlyMap<string, string>): readonly string[] {
  const imports = [...files].flatMap(([path, text]) => importsOf(path, withoutComments(text)));
  const forbidden = imports.filter(
    ({ from, to }) => SUPPORT.includes(folderOf(to)) && !MAY_IMPORT_SUPPORT[folderOf(from)]?.includes(folderOf(to)),
  );
  return [...forbidden.map(({ from, to }) => `${from} imports ${to}`), ...circlesIn(imports)];
}

/** The first folder of a path in the project, or the name of a package. */
function folderOf(path: string): string {
  return path.split('/')[0] ?? path;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<!\S)\/\/.*$/gm, '');
}

const STATIC = /\b(?:import|export)\s+(?<type>type\s)?(?:(?<names>[^'";]*?)\bfrom\s+)?'(?<module>[^']+)'/g;
const DYNAMIC = /\bimport\(\s*'(?<module>[^']+)'/g;
/** `load` is the `require` of own-files.ts. */
const REQUIRED = /\b(?:require|load)\(\s*'(?<module>[^']+)'/g;
const ONLY_TYPES = /^\{(?:\s*type\s[^,}]+,?)+\s*\}\s*$/;

function importsOf(from: string, code: string): readonly Import[] {
  return [...code.matchAll(STATIC), ...code.matchAll(DYNAMIC), ...code.matchAll(REQUIRED)].map(({ groups = {} }) => {
    const { module = '', type, names = '' } = groups;
    const to = module.startsWith('.') ? normalize(join(dirname(from), module)) : module;
    return { from, to, typeOnly: type !== undefined || ONLY_TYPES.test(names) };
  });
}

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const part = partOf(from);
  const allowed = MAY_IMPORT[part];
  if (!allowed) return false;
  // Every part may import Node's modules and files outside src, except tic, which is pure.
  if (to.startsWith('node:') || to.startsWith('..')) return part !== 'tic';
  if (!to.endsWith('.ts')) {
    return (MAY_IMPORT_PACKAGES[part] ?? []).some(
      (rule) => permits(rule, typeOnly) && rule.replace('type ', '') === to,
    );
  }
  if (partOf(to) === part) return true;
  if (THREADS.includes(partOf(to))) return false;
  return allowed.some((rule) => permits(rule, typeOnly) && covers(rule.replace('type ', ''), to));
}

function permits(rule: string, typeOnly: boolean): boolean {
  return typeOnly || !rule.startsWith('type ');
}

/** The innermost part that contains a file. A file that is in no part is a part of its own, without a rule. */
function partOf(path: string): string {
  const parts = Object.keys(MAY_IMPORT).filter((part) => covers(part, path));
  return parts.toSorted((a, b) => b.length - a.length)[0] ?? path;
}

function covers(part: string, path: string): boolean {
  return path === `${part}.ts` || path.startsWith(`${part}/`);
}

function circlesIn(imports: readonly Import[]): readonly string[] {
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [[...trail.slice(trail.indexOf(path)), path].join(' → ')];
    if (done.has(path)) return [];
    done.add(path);
    return imports.filter(({ from }) => from === path).flatMap(({ to }) => visit(to, [...trail, path]));
  };
  return imports.flatMap(({ from }) => visit(from, []));
}
