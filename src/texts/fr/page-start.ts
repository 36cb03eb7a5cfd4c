import type { PageStartTexts } from '../en/page-start.ts';

/** What the settings page says before its texts have come, in French. */
export const frenchPageStart: PageStartTexts = {
  broken: (says: string) =>
    `La page de cette extension ne peut pas s’afficher (${says}). Voici le formulaire de Homebridge à sa place.`,
  unloaded: 'La page se charge. En cas d’échec, un nouvel essai a lieu automatiquement.',
};
