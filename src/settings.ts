/** The two names by which Homebridge finds this plugin; they equal package.json's `name` and the schema's `pluginAlias`. */
export const PLUGIN_NAME = 'homebridge-linky-tic';
export const PLATFORM_NAME = 'LinkyTIC';
