/** Names of the files in which a contract can be taken away: `sandbox.openapi-3.1.json`. */
import { contractFormats } from '#registry/contracts/get-contract.ts';

export const environments = ['sandbox', 'production'] as const;
export const syntaxes = ['json', 'yaml'] as const;

export type ContractFile = {
  readonly environment: (typeof environments)[number];
  readonly format: (typeof contractFormats)[number];
  readonly syntax: (typeof syntaxes)[number];
};

/** The name of the file. */
export function contractFileName({ environment, format, syntax }: ContractFile): string {
  return `${environment}.${format}.${syntax}`;
}

/** All files there may be. */
export const contractFiles: readonly ContractFile[] = environments.flatMap((environment) =>
  contractFormats.flatMap((format) => syntaxes.map((syntax) => ({ environment, format, syntax }))),
);

/** The file called `name`; undefined: none is called so. */
export function contractFileCalled(name: string): ContractFile | undefined {
  return contractFiles.find((file) => contractFileName(file) === name);
}
