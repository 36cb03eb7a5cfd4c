import type { HousePageTexts } from '../en/house-page.ts';

/** What the house's page says otherwise than the settings page, in French. */
export const frenchHousePage: HousePageTexts = {
  lost: 'N’est plus mis à jour',
  unanswered:
    'Plus aucune réponse. Cette page continue de demander, et montrera les nouvelles valeurs dès qu’il y en aura.',
  noPrices: 'Il n’y a pas d’euros ici : les réglages n’ont pas de prix pour ce compteur.',
  failed:
    'Cette partie de la page n’a pas pu être chargée. Un nouvel essai a lieu automatiquement, ou quand vous appuyez sur le bouton.',
};
