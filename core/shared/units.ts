// Quantities carry their unit in the type, so a rate cannot be passed where a dose is asked for.
declare const unit: unique symbol
export type Quantity<U extends string> = number & { readonly [unit]: U }

export type Mg = Quantity<'mg'>
export type MgPerKg = Quantity<'mg/kg'>
export type MgPerMl = Quantity<'mg/mL'>
export type MgPerKgPerHour = Quantity<'mg/kg/h'>
export type Ml = Quantity<'mL'>
export type MlPerHour = Quantity<'mL/h'>
export type Kg = Quantity<'kg'>
export type Cm = Quantity<'cm'>
export type KgPerM2 = Quantity<'kg/m2'>
export type Minutes = Quantity<'min'>
export type MmHg = Quantity<'mm[Hg]'>
export type PerMinute = Quantity<'/min'>
export type Percent = Quantity<'%'>
export type Celsius = Quantity<'Cel'>

function finite(x: number, name: string): number {
  if (!Number.isFinite(x)) throw new RangeError(`${name} must be a finite number, not ${x}`)
  return x
}

export const mg = (x: number): Mg => finite(x, 'mg') as Mg
export const mgPerKg = (x: number): MgPerKg => finite(x, 'mg/kg') as MgPerKg
export const mgPerMl = (x: number): MgPerMl => finite(x, 'mg/mL') as MgPerMl
export const ml = (x: number): Ml => finite(x, 'mL') as Ml
export const mlPerHour = (x: number): MlPerHour => finite(x, 'mL/h') as MlPerHour
export const kg = (x: number): Kg => finite(x, 'kg') as Kg
export const cm = (x: number): Cm => finite(x, 'cm') as Cm
export const minutes = (x: number): Minutes => finite(x, 'min') as Minutes

/** The named crossings: the only places where quantities of different units are combined. */
export const doseFor = (dose: MgPerKg, weight: Kg): Mg => mg(dose * weight)
export const perKg = (dose: Mg, weight: Kg): MgPerKg => mgPerKg(dose / weight)
export const drawFor = (dose: Mg, concentration: MgPerMl): Ml => ml(dose / concentration)
export const concentrationOf = (dose: Mg, volume: Ml): MgPerMl => mgPerMl(dose / volume)
export const rateFor = (volume: Ml, duration: Minutes): MlPerHour => mlPerHour((volume / duration) * 60)
export const volumeAt = (rate: MlPerHour, milliseconds: number): Ml => ml((rate * milliseconds) / 3_600_000)
export const drugIn = (volume: Ml, concentration: MgPerMl): Mg => mg(volume * concentration)
export const hourlyPerKg = (dose: Mg, weight: Kg, duration: Minutes): MgPerKgPerHour =>
  finite(dose / weight / (duration / 60), 'mg/kg/h') as MgPerKgPerHour

/** Rounds half away from zero, as a person rounds on paper, without binary surprises such as 1.005 -> 1.00. */
export function roundTo(x: number, decimals: number): number {
  const factor = 10 ** decimals
  return (Math.sign(x) * Math.round(Number((Math.abs(x) * factor).toPrecision(12)))) / factor
}
