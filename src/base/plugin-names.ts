/** The names by which Homebridge finds this plugin: `name` in package.json, and `pluginAlias` in the schema. */
export const PLUGIN_NAME = 'homebridge-linky-tic';
export const PLATFORM_NAME = 'LinkyTIC';

/** The name of the journal in the storage folder. */
export const JOURNAL_FILE = 'linky-tic.db';

/** The folder of the second copy of the journal at `path`. */
export function copyFolderOf(path: string): string {
  return `${path}.second-copy`;
}

/**
 * When this version was built: 27 November 2026 (months count from 0). Updated with each release. A clock that shows an earlier time is not
 * set, as on a Raspberry Pi after a power cut.
 */
export const BUILT_AT_MS = Date.UTC(2026, 10, 27);
