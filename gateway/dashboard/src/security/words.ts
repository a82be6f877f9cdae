import type { ComplianceState } from '../gateway/fleet';
import type { Look } from '../gateway/states';

export const complianceLook: Record<ComplianceState, Look> = { Compliant: 'good', Violating: 'bad', Suppressed: 'late' };

/** In what a computer does not meet a policy. */
export const partWord: Record<string, string> = { MandatorySoftware: 'without', ProhibitedSoftware: 'with', Updates: 'without' };
