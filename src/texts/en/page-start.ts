/** What the settings page says before its texts have come, in English. */
export const englishPageStart = {
  /** @param says why */
  broken: (says: string) => `The page of this plugin cannot be shown (${says}). Here is Homebridge’s own form instead.`,
  /** What the house's page shows until its code runs. */
  unloaded: 'The page is loading. If that fails, it is tried again automatically.',
};

export type PageStartTexts = typeof englishPageStart;
