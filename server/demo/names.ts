// The people of the demonstration. Given names from many places, family names that nobody has: plainly fictional.
import { DEMONSTRATION_PIN } from '@chairside/core/people'
import type { Role } from '@chairside/core/people'
import type { Sex } from '@chairside/core/people'

export const CLINIC = 'Harbor Light Demonstration Clinic'
export const TIME_ZONE = 'America/Los_Angeles'
export const PIN = DEMONSTRATION_PIN

export type SiteKey = 'harbor' | 'grove'
export type ChairKey = `${SiteKey}-${number}`
export const SITES: readonly { readonly key: SiteKey; readonly name: string; readonly chairs: readonly { readonly key: ChairKey; readonly name: string }[] }[] = [
  { key: 'harbor', name: 'Harbor', chairs: [1, 2, 3, 4].map((n) => ({ key: `harbor-${n}` as const, name: `Bay ${n}` })) },
  { key: 'grove', name: 'Grove', chairs: [1, 2, 3].map((n) => ({ key: `grove-${n}` as const, name: `Grove ${n}` })) },
]

export type StaffKey = 'vale' | 'ashdown' | 'tidewater' | 'lantern' | 'brightwater' | 'merriweather' | 'halcyon' | 'fairweather' | 'northstar' | 'ledger'
export const STAFF: readonly { readonly key: StaffKey; readonly name: string; readonly roles: readonly Role[]; readonly site: SiteKey | null }[] = [
  { key: 'vale', name: 'Juniper Vale, RN', roles: ['nurse'], site: 'harbor' },
  { key: 'ashdown', name: 'Rowan Ashdown, RN', roles: ['nurse'], site: 'harbor' },
  { key: 'tidewater', name: 'Marisol Tidewater, RN', roles: ['nurse'], site: 'harbor' },
  { key: 'lantern', name: 'Kofi Lanternwood, RN', roles: ['nurse'], site: 'grove' },
  { key: 'brightwater', name: 'Ines Brightwater, RN', roles: ['nurse'], site: 'grove' },
  { key: 'merriweather', name: 'Pip Merriweather', roles: ['front-desk'], site: 'harbor' },
  { key: 'halcyon', name: 'Noor Halcyon', roles: ['front-desk'], site: 'grove' },
  { key: 'fairweather', name: 'Dr. Linnea Fairweather', roles: ['prescriber'], site: null },
  { key: 'northstar', name: 'Dr. Odessa Northstar', roles: ['medical-director'], site: null },
  { key: 'ledger', name: 'Wilhelmina Ledger', roles: ['administrator'], site: null },
]

const female = (given: string, family: string, preferred?: string) => ({ given, family, sex: 'female' as Sex, preferred: preferred ?? null })
const male = (given: string, family: string, preferred?: string) => ({ given, family, sex: 'male' as Sex, preferred: preferred ?? null })
export type Name = ReturnType<typeof female>

/** As many as there are cases in cases.ts, one each, in that order. */
export const PATIENTS: readonly Name[] = [
  female('Amara', 'Lanternlight'), male('Mateo', 'Cloudberry'), female('Yuki', 'Paperboat'), male('Oleksandr', 'Moonharbor', 'Sasha'), female('Priya', 'Marigoldson'),
  male('Tobias', 'Featherstep'), female('Zainab', 'Silverkettle'), male('Rafael', 'Teacupper'), female('Siobhan', 'Windowbloom'), male('Kwame', 'Pebblebrook'),
  female('Linh', 'Snowquill'), male('Anders', 'Driftwinter'), female('Guadalupe', 'Starhopper', 'Lupe'), male('Hiroshi', 'Buttonwood'), female('Fatima', 'Orchardsong'),
  male('Dmitri', 'Lampwick'), female('Chidinma', 'Rainbarrel', 'Chi'), male('Eoin', 'Thistledown'), female('Mei', 'Copperpond'), male('Javier', 'Sundial'),
  female('Ingrid', 'Hollowbell'), male('Tariq', 'Applecart'), female('Noemi', 'Kitewell'), male('Samuel', 'Birchwhistle', 'Sam'), female('Leilani', 'Wavecrest'),
  male('Piotr', 'Ginghamfield'), female('Adaeze', 'Morningfern'), male('Luca', 'Tinderbox'), female('Hannah', 'Quietwater'), male('Emre', 'Saltmarsh'),
  female('Camila', 'Ribbongrass'), male('Desmond', 'Oaklantern'), female('Soo-ah', 'Pinebasket'), male('Nikolai', 'Stonecandle', 'Kolya'), female('Wanjiru', 'Bluebarrow'),
  male('Elias', 'Honeyfleet'), female('Marguerite', 'Dovecote', 'Margo'), male('Arjun', 'Skylarking'), female('Tamsin', 'Foxgloveley'), male('Isaac', 'Mapledrum'),
  female('Rosalind', 'Ferrywheel'), male('Kenji', 'Puddlejump'), female('Aaliyah', 'Goldthimble'), male('Bartholomew', 'Inkhorn', 'Bart'), female('Katarzyna', 'Willowpost', 'Kasia'),
  male('Malik', 'Harborbell'), female('Esperanza', 'Tidepool'), male('Thabo', 'Cinderpath'), female('Freya', 'Nightingarden'), male('Joaquin', 'Windlass'),
  female('Nadia', 'Pepperleaf'), male('Callum', 'Brasslock'), female('Ayelet', 'Figtreeson'), male('Vikram', 'Lighthousen'), female('Beatrix', 'Overhill', 'Bea'),
  male('Solomon', 'Reedwhistle'), female('Ximena', 'Cottoncloud'), male('Gustav', 'Hearthstone'), female('Imani', 'Swiftriver'), male('Terrence', 'Longmeadowlark', 'Terry'),
  female('Odile', 'Greenkettle'), male('Winston', 'Papermoon'),
]

/** Who brings people home. */
export const ESCORTS: readonly string[] = ['Partner, Robin', 'Sister, June', 'Friend, Alexis', 'Mother, Pearl', 'Neighbor, Mr. Tuesday', 'Son, Miles', 'Husband, Oak', 'Wife, Clover', 'Brother, Ash', 'Friend, Sol']
