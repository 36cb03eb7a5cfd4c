/** The two names by which Homebridge finds this plugin; they equal package.json's `name` and the schema's `pluginAlias`. */
export const PLUGIN_NAME = 'homebridge-linky-tic';
export const PLATFORM_NAME = 'LinkyTIC';

/** The journal's name in the storage folder. */
export const JOURNAL_FILE = 'linky-tic.db';

/** When this version was made. A clock that stands before it, as a Raspberry Pi's does after a power cut, is not set. */
export const MADE_AT_MS = Date.UTC(2026, 10, 1);
