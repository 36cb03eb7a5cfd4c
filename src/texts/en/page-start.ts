/** What the settings page says before its texts have come, in English. */
export const englishPageStart = {
  /** @param says why */
  broken: (says: string) => `The page of this plugin cannot be shown (${says}). Homebridge’s own form is here instead.`,
};

export type PageStartTexts = typeof englishPageStart;
