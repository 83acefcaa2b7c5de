import type { HomeTexts } from '#portal/pages/home/en.ts';

export const fr: HomeTexts = {
  title: "Des API, de zéro jusqu'au premier appel",
  lead: "Créez un compte, choisissez une API, obtenez vos identifiants et appelez-la. Quand un appel est refusé, ce portail dit pourquoi et à qui s'adresser.",
  description: "Portail des développeurs : produits d'API, documentation, identifiants et essais dans le navigateur.",
  browse: "Voir les produits d'API",
  start: 'Créer un compte',
};
