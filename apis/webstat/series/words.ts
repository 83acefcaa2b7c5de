/** Words as searches compare them: without accents, capitals and what is neither letter nor digit. */
export function wordsIn(text: string): string[] {
  const folded = text.replaceAll('œ', 'oe').replaceAll('Œ', 'oe').normalize('NFKD').replaceAll(/\p{M}/gu, '');
  // Lexemes of PostgreSQL have an end.
  return (folded.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, 64));
}
