/** A group of returned operations and a batch of orders, for tests. */
import type { OrderBatchContent } from '#cfonb/orders/model.ts';
import type { ReturnsContent } from '#cfonb/returns/model.ts';

const party = { bank: '15589', branch: '00000', account: '98765432100', name: 'CABINET EXEMPLE' };
const nobody = { bank: '', branch: '', account: '', name: '' };

export const sampleReturns: ReturnsContent = {
  ...{ sequence: 1, operationCode: '21', date: '2019-05-16', currency: 'EUR', decimals: 2, recipient: party },
  ...{ recipientAgain: nobody, centre: '000123', totalSequence: 3, totalMinor: 12_345 },
  operations: [
    {
      ...{ sequence: 2, operationCode: '21', date: '2019-05-16', orderer: party, issuerNumber: '123456' },
      ...{ beneficiary: { ...party, name: 'JEAN MARTIN' }, reference: 'R00001', domiciliation: 'BANQUE DE PARIS' },
      ...{
        labels: ['FACTURE 12', 'COMPTE CLOS'],
        initialDate: '2019-05-10',
        initialReference: 'I00001',
        amountMinor: 12_345,
      },
    },
  ],
};

export const sampleBatch: OrderBatchContent = {
  ...{ operationCode: '02', issuerNumber: '123456', day: '16059', name: 'CABINET EXEMPLE', reference: 'LOT0001' },
  ...{ currency: 'EUR', bank: '15589', branch: '00000', account: '98765432100', totalMinor: 300_00 },
  orders: [
    {
      ...{
        operationCode: '02',
        issuerNumber: '123456',
        reference: 'F0001',
        name: 'JEAN MARTIN',
        domiciliation: 'BANQUE',
      },
      ...{
        bank: '30006',
        branch: '00001',
        account: '12345678901',
        amountMinor: 100_00,
        label: 'FACTURE 1',
        further: [],
      },
    },
    {
      ...{ operationCode: '02', issuerNumber: '123456', reference: 'F0002', name: 'ANNE LEROY', domiciliation: '' },
      ...{ bank: '30006', branch: '00001', account: '1234567890A', amountMinor: 200_00, label: 'FACTURE 2' },
      further: ['        123456            SUITE DU LIBELLE'],
    },
  ],
};
