// What each role may do. One table, read by every route and by every screen that hides what would be refused.

export const ROLES = ['nurse', 'front-desk', 'prescriber', 'medical-director', 'administrator'] as const
export type Role = (typeof ROLES)[number]

/** Everything a route can ask for. `patient.*`: name, contacts, visits. `chart.*`: clinical content. `stock.*`: the controlled drug; `stock.manage` keeps addresses, products, recalls and what is decided on a discrepancy. */
export const ACTS = [
  'patient.read', 'patient.write', 'chart.read', 'score.write', 'form.send', 'session.arrive', 'session.record', 'session.sign', 'booking.write', 'course.write', 'order.write', 'order.sign',
  'floor.read', 'desk.read', 'device.bind', 'quarantine.read', 'protocol.read', 'protocol.write', 'protocol.approve', 'clinic.read', 'clinic.write', 'staff.read', 'staff.write', 'audit.read',
  'stock.read', 'stock.move', 'stock.manage',
] as const
export type Act = (typeof ACTS)[number]

const everyone: readonly Act[] = ['patient.read', 'floor.read', 'desk.read', 'protocol.read', 'clinic.read', 'staff.read']
const clinical: readonly Act[] = [...everyone, 'patient.write', 'chart.read', 'score.write', 'form.send', 'session.arrive', 'session.record', 'session.sign', 'booking.write', 'device.bind', 'quarantine.read', 'stock.read', 'stock.move']
const GRANTS: Readonly<Record<Role, readonly Act[]>> = {
  'nurse': clinical,
  'front-desk': [...everyone, 'patient.write', 'form.send', 'session.arrive', 'booking.write', 'course.write'],
  'prescriber': [...clinical, 'course.write', 'order.write', 'order.sign', 'protocol.write'],
  'medical-director': [...clinical, 'course.write', 'order.write', 'order.sign', 'protocol.write', 'protocol.approve', 'audit.read', 'stock.manage'],
  'administrator': [...everyone, 'clinic.write', 'staff.write', 'audit.read', 'quarantine.read'],
}

export const isRole = (text: unknown): text is Role => ROLES.includes(text as Role)

/** Whether any of the roles grants the act. Nobody has an act that is not written here. */
export const may = (roles: readonly Role[], act: Act): boolean => roles.some((role) => GRANTS[role].includes(act))
