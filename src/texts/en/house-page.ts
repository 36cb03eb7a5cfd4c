/** What the house's page says otherwise than the settings page, in English. */
export const englishHousePage = {
  /** Of the values of a meter, while nobody answers. */
  lost: 'No longer updated',
  unanswered: 'There is no answer any more. This page keeps asking, and shows new values as soon as there are any.',
  noPrices: 'No euros are shown here: the settings have no prices for this meter.',
  /** Of a view whose code could not be loaded. */
  failed:
    'This part of the page could not be loaded. The page tries again automatically, or when you press the button.',
};

export type HousePageTexts = typeof englishHousePage;
