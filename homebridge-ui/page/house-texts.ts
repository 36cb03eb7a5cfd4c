import type { HousePageTexts } from '../../src/texts/en/house-page.ts';
import type { PageTexts } from '../../src/texts/en/page.ts';

/** The texts of the views, with those replaced that differ on the house's page, which has neither settings nor Homebridge. */
export function houseTexts(texts: PageTexts, { lost, noPrices, failed, unanswered }: HousePageTexts): PageTexts {
  const { live, energy, part } = texts;
  return {
    ...texts,
    live: { ...live, lost },
    energy: { ...energy, noPrices },
    part: { ...part, failed },
    unanswered,
  };
}
