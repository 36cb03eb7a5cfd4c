/** What must hold before a release. Each rule gives what is against it: nothing, when it holds. */
export type Problems = readonly string[];

/** @param status what `git status --porcelain` says */
export function treeProblems(status: string): Problems {
  const paths = status.split('\n').flatMap((line) => (line === '' ? [] : [line.slice(3)]));
  return paths.length === 0 ? [] : [`not committed: ${paths.slice(0, 5).join(', ')}${paths.length > 5 ? '…' : ''}`];
}

const HEADING = /^## (?<version>\S+) \((?<date>[^)]*)\)$/m;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** The first heading of the changelog is this version with its day, which is the day that the plugin trusts a clock from. */
export function changelogProblems(changelog: string, version: string, madeAtMs: number): Problems {
  const { version: newest, date = '' } = HEADING.exec(changelog)?.groups ?? {};
  if (newest !== version) return [`CHANGELOG.md begins with ${newest ?? 'no version'}, and the package is ${version}`];
  if (!DATE.test(date))
    return [`CHANGELOG.md says of ${version}: ${date || 'nothing'}. A release has a day: 2026-11-25`];
  const madeOn = new Date(madeAtMs).toISOString().slice(0, 10);
  return madeOn === date ? [] : [`MADE_AT_MS in src/settings.ts is ${madeOn}, and CHANGELOG.md says ${date}`];
}

/** A package-lock.json, as far as it is of interest here. */
export interface Lockfile {
  readonly version?: string;
  readonly packages: { readonly [path: string]: { readonly version?: string; readonly resolved?: string } };
}

export function versionProblems(version: string, { version: locked, packages }: Lockfile): Problems {
  if (!/^\d+\.\d+\.\d+$/.test(version)) return [`${version} is no version for a release`];
  const others = [locked, packages['']?.version].filter((other) => other !== version);
  return others.length === 0 ? [] : [`package-lock.json is of ${others.join(', ')}, and the package is ${version}`];
}

/** A lockfile that names the servers its packages came from fetches them there, and nowhere else. */
export function lockfileProblems({ packages }: Lockfile): Problems {
  return Object.entries(packages).flatMap(([path, { resolved }]) =>
    resolved?.includes('://') ? [`package-lock.json has an address for ${path}: ${resolved}`] : [],
  );
}

/** What may be in the package, besides what is built from a file in src. */
const MAY_BE_PACKED = [
  /^(?:package\.json|README\.md|LISEZMOI\.md|CHANGELOG\.md|LICENSE)$/,
  /^(?:config\.schema\.json|schemas\/config\.schema\.\w+\.json)$/,
  /^grafana\/linky-\w+\.\w+\.json$/,
  /^docs\/linky-tic\.service$/,
  /^homebridge-ui\/(?:server\.js|public\/[^.][^/]*\.(?:html|js|css|svg))$/,
];
/** Half as much again as it is (0.25 MB, 200 files): what passes it was not meant to be packed. */
const LARGEST_BYTES = 400_000;
const MOST_FILES = 300;

export interface Pack {
  /** Of the tarball. */
  readonly bytes: number;
  readonly files: readonly string[];
}

/**
 * The package holds what is needed, and nothing else.
 * @param sources the files in src
 * @param needed the files that package.json and the documents name
 */
export function packProblems({ bytes, files }: Pack, sources: readonly string[], needed: readonly string[]): Problems {
  const built = new Set(sources.map((source) => `dist/${source.replace(/\.ts$/, '.js')}`));
  const there = new Set(files);
  const foreign = files.filter((file) => !built.has(file) && !MAY_BE_PACKED.some((name) => name.test(file)));
  const missing = [...built, ...needed].filter((file) => !there.has(file));
  return [
    ...foreign.map((file) => `the package holds ${file}, which has no business there`),
    ...missing.map((file) => `the package lacks ${file}`),
    ...(bytes > LARGEST_BYTES ? [`the package has ${bytes} bytes, more than ${LARGEST_BYTES}`] : []),
    ...(files.length > MOST_FILES ? [`the package has ${files.length} files, more than ${MOST_FILES}`] : []),
  ];
}

/** What the registry says about known weaknesses. A registry that does not answer has not said that there are none. */
export type Audit =
  | { readonly kind: 'answered'; readonly problems: Problems }
  | { readonly kind: 'notAnswered'; readonly says: string };

/** @param json what `npm audit --json` prints */
export function auditIn(json: string): Audit {
  const { vulnerabilities, message } = parsed(json) as Audited;
  if (!vulnerabilities) return { kind: 'notAnswered', says: message ?? 'no answer' };
  const grave = Object.entries(vulnerabilities).filter(([, { severity }]) => /^(?:high|critical)$/.test(severity));
  return { kind: 'answered', problems: grave.map(([name, { severity }]) => `${name}: ${severity}`) };
}

interface Audited {
  readonly vulnerabilities?: { readonly [name: string]: { readonly severity: string } };
  /** Why there is no answer. */
  readonly message?: string;
}

function parsed(json: string): unknown {
  try {
    return Object(JSON.parse(json));
  } catch {
    return {};
  }
}
