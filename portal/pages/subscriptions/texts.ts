import { en } from '#portal/pages/subscriptions/en.ts';
import { fr } from '#portal/pages/subscriptions/fr.ts';

export const texts = { en, fr };
