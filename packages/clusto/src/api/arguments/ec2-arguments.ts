import { Type } from 'typebox';
import { fields, maybe, optional, reach, takes, text, texts } from './told.ts';

const name = maybe(text);
const regions = optional(texts);
const prices = fields({ regions, types: optional(texts) });

/** Of the operations on EC2 as a whole. */
export const ec2Arguments = {
  ec2Spendings: takes(name),
  ec2Prices: takes(prices),
  refreshPrices: takes(reach, name, prices),
  listEc2: takes(reach, name, fields({ regions, filters: optional(Type.Record(text, texts)) })),
  syncEc2: takes(reach, name, fields({ regions, adopt: optional(texts), fix: optional(texts) })),
  createRegions: takes(reach, name, maybe(texts)),
  ec2Console: takes(reach, text),
} as const;
