// The lamp of an alarm, the same on the Chair, the Floor and the wall.
import './lamp.css'
import type { Priority } from '@chairside/core/session'

/** A patch of colour beside the mark; only it flashes, at the rate of its priority. */
export const Lamp = ({ priority }: { readonly priority: Priority }) => <i className="lamp" data-priority={priority} aria-hidden="true" />
