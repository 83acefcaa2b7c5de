/** What there is to say about a file, kept up to a limit and counted beyond it. */
import { limits } from '#base/limits.ts';
import type { Fault } from '#libraries/cfonb/fault.ts';
import type { Finding, Report } from '#apis/banking/shapes.ts';

export class Findings {
  readonly #kept: Finding[] = [];
  #all = 0;
  #warnings = 0;
  #refusedStatements = 0;
  #refusedRecords = 0;
  #skippedStatements = 0;
  #skippedRecords = 0;

  /** True when something of the file is not to be imported: then strict importing imports nothing. */
  get hasRefusals(): boolean {
    return this.#refusedStatements + this.#refusedRecords > 0;
  }

  /** A statement that is refused, was there already, or is imported with a warning. */
  addStatement(finding: Finding): void {
    if (finding.Kind === 'refused') {
      this.#refusedStatements += 1;
      this.#refusedRecords += finding.Records;
    } else if (finding.Kind === 'skipped') {
      this.#skippedStatements += 1;
      this.#skippedRecords += finding.Records;
    } else {
      this.#warnings += 1;
    }
    this.#keep(finding);
  }

  /** A record that could not be read. */
  addFault(fault: Fault): void {
    this.#refusedRecords += fault.recordsSkipped;
    if (fault.code === 'unfinished') this.#refusedStatements += 1;
    this.#keep({
      ...{ Kind: 'refused' as const, Code: fault.code, Message: `expected ${fault.expected}`, Line: fault.line },
      ...{ Column: fault.column, ByteOffset: fault.byteOffset, RecordCode: fault.recordCode, Found: fault.found },
      Records: fault.recordsSkipped,
    });
  }

  #keep(finding: Finding): void {
    this.#all += 1;
    // Warnings and refusals before what was there already: a file sent again would fill the list with that.
    if (this.#kept.length < limits.bankingFindings) {
      this.#kept.push(finding);
      return;
    }
    if (finding.Kind === 'skipped') return;
    const skipped = this.#kept.findLastIndex(({ Kind }) => Kind === 'skipped');
    if (skipped >= 0) this.#kept[skipped] = finding;
  }

  report(read: Report['Read'], imported: Report['Imported']): Report {
    return {
      Read: read,
      Imported: imported,
      Skipped: { Statements: this.#skippedStatements, Records: this.#skippedRecords },
      Refused: { Statements: this.#refusedStatements, Records: this.#refusedRecords },
      Warnings: this.#warnings,
      Findings: this.#kept.toSorted((a, b) => a.Line - b.Line),
      FindingsLeftOut: this.#all - this.#kept.length,
    };
  }
}
