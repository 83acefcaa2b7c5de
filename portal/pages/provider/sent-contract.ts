/** A contract as forms send it: a file, or text pasted into a field. */
import type { z } from 'zod';
import { limits } from '#base/limits.ts';
import type { FormState } from '#ui/form-state.ts';
import { texts } from '#portal/pages/provider/texts.ts';
import { optionalFile, optionalText } from '#portal/visit/form-fields.ts';
import type { Visit } from '#portal/visit/visit.ts';

/** Room for the contract twice, and for the form around it. */
export const contractFormBytes = limits.contractBytes * 2 + 64 * 1024;

export const contractFields = { file: optionalFile, contract: optionalText(limits.contractBytes) };
type Sent = z.output<z.ZodObject<typeof contractFields>>;

type Read = { readonly ok: true; readonly contract: string } | { readonly ok: false; readonly form: FormState };

/** Gives the text of the file, or what was pasted. */
export async function readSentContract(visit: Visit, form: FormState, { file, contract }: Sent): Promise<Read> {
  const text = texts[visit.language].publish;
  const refuse = (path: string, message: string): Read => ({
    ok: false,
    form: { ...form, faults: [{ path, message }] },
  });
  if (file === undefined) return contract === undefined ? refuse('file', text.needContract) : { ok: true, contract };
  if (file.size > limits.contractBytes) return refuse('file', text.fileHint);
  try {
    return { ok: true, contract: new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer()) };
  } catch {
    return refuse('file', text.notText);
  }
}
