/** The plugin's block in `platforms` of config.json, in English unless `settings` say otherwise. */
export function pluginBlock<Settings extends object>(settings: Settings = {} as Settings) {
  return { platform: 'LinkyTIC', language: 'en', ...settings } as const;
}

/** The text of a config.json that has the plugin's block, and nothing else. */
export function configFile(settings?: object): string {
  return JSON.stringify({ platforms: [pluginBlock(settings)] });
}
