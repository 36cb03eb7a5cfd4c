/** What the settings page says before its texts have come, in English. */
export const englishPageStart = {
  /** @param says why */
  broken: (says: string) => `The page of this plugin cannot be shown (${says}). Homebridge’s own form is here instead.`,
  /** What the house's page shows until its code runs. */
  unloaded: 'The page is being loaded. If that does not work, it is tried again by itself.',
};

export type PageStartTexts = typeof englishPageStart;
