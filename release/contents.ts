import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The parts of package-lock.json that tell which packages npm installs with this one. */
export interface LockedPackages {
  readonly packages: {
    readonly [path: string]: { readonly version?: string; readonly dev?: boolean; readonly devOptional?: boolean };
  };
}

/** The parts of a list of packages in SPDX 2.3, as `npm sbom` prints it, that are read here. */
export interface Spdx {
  readonly packages: readonly { readonly SPDXID: string; readonly name: string; readonly versionInfo: string }[];
  readonly relationships: readonly Relationship[];
}

interface Relationship {
  readonly spdxElementId: string;
  readonly relatedSpdxElement: string;
  readonly relationshipType: string;
}

/** The head of a licence in `dist/NOTICES.txt` (`mqtt 5.16.0`), and in the code of the pages (`/*! uplot 1.6.32 (https://…)`). */
const HEAD =
  /^(?:(?<name>@?[\w./-]+) (?<version>\d+\.\d+\.\d+)|\/\*! (?<inPage>@?[\w./-]+) (?<ofPage>\d+\.\d+\.\d+) \(https:.*)$/gm;

/**
 * The packages whose code the build has put into its own files, as `name@version`: their licences stand there, as they want.
 * @param built the texts of the files that the build has made
 */
export function bundledIn(built: readonly string[]): ReadonlySet<string> {
  const heads = built.flatMap((text) => [...text.matchAll(HEAD)].map(({ groups }) => groups ?? {}));
  return new Set(heads.map(({ name, version, inPage, ofPage }) => `${name ?? inPage}@${version ?? ofPage}`));
}

/** The packages that are bundled in what the build has made of a project. */
export async function bundledAt(project: string): Promise<ReadonlySet<string>> {
  const files = ['dist/NOTICES.txt', ...globSync('homebridge-ui/public/*.js', { cwd: project })];
  return bundledIn(await Promise.all(files.map((file) => readFile(join(project, file), 'utf8'))));
}

/** Where in `node_modules` the packages are, by the lockfile, whose code users get: installed with the plugin, or bundled in it. */
export function pathsInside({ packages }: LockedPackages, bundled: ReadonlySet<string>): readonly string[] {
  const all = Object.entries(packages).filter(([path]) => path !== '');
  const inside = all.filter(
    ([path, { version, dev, devOptional }]) => !(dev || devOptional) || bundled.has(`${nameAt(path)}@${version}`),
  );
  return inside.map(([path]) => path);
}

function nameAt(path: string): string {
  return path.replace(/^.*node_modules\//, '');
}

/**
 * What is in the package, of a list of all that the project needs: the package itself, what npm installs with it, and what is bundled.
 * `npm sbom --omit=dev` cannot tell: it leaves out each package that a development one needs, too, as it does `serialport`, and knows
 * nothing of a bundle.
 * @throws Error when a bundled package is not in the list
 */
export function packagesInside<List extends Spdx>(
  all: List,
  lockfile: LockedPackages,
  bundled: ReadonlySet<string>,
): List {
  const inside = pathsInside(lockfile, bundled).map((path) => `${nameAt(path)}@${lockfile.packages[path]?.version}`);
  const ids = new Set(inside);
  const [root] = all.packages;
  const isInside = ({ name, versionInfo }: Spdx['packages'][number]) => ids.has(`${name}@${versionInfo}`);
  const packages = all.packages.filter((one) => one === root || isInside(one));
  const lost = [...bundled].filter((id) => !packages.some(({ name, versionInfo }) => `${name}@${versionInfo}` === id));
  if (!root || lost.length > 0) throw new Error(`npm sbom does not list ${lost.join(', ') || 'any package'}`);
  return {
    ...all,
    packages,
    relationships: [...relationsWithin(all, packages), ...containedIn(root, packages, bundled)],
  };
}

/** That a package helps to develop this one is not said of a bundled one. */
function relationsWithin({ relationships }: Spdx, packages: Spdx['packages']): readonly Relationship[] {
  const ids = new Set(['SPDXRef-DOCUMENT', ...packages.map(({ SPDXID }) => SPDXID)]);
  return relationships.filter(
    ({ spdxElementId, relatedSpdxElement, relationshipType }) =>
      ids.has(spdxElementId) && ids.has(relatedSpdxElement) && relationshipType !== 'DEV_DEPENDENCY_OF',
  );
}

function containedIn(
  { SPDXID }: Spdx['packages'][number],
  packages: Spdx['packages'],
  bundled: ReadonlySet<string>,
): readonly Relationship[] {
  return packages
    .filter(({ name, versionInfo }) => bundled.has(`${name}@${versionInfo}`))
    .map((one) => ({ spdxElementId: SPDXID, relatedSpdxElement: one.SPDXID, relationshipType: 'CONTAINS' }));
}
