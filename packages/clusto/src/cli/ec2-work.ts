import { type Clusto } from '../operations/clusto.ts';
import { type Reach } from '../operations/verbs/reach.ts';
import { type ReadOptions } from './options.ts';
import { type RowOptions } from './print-rows.ts';

/** What the subcommands of `clusto ec2` can be told. */
export interface Ec2Options extends ReadOptions, RowOptions {
  readonly manager?: string;
  readonly region?: string[];
  readonly state?: string[];
  readonly filter?: Record<string, string[]>;
  readonly refresh?: boolean;
  readonly adopt?: string[];
  readonly fix?: string[];
  readonly type?: string[];
}

/** What a subcommand does. */
export type Ec2Work = (
  context: { readonly clusto: Clusto; readonly reach: Reach },
  options: Ec2Options,
) => Promise<void>;
