// What a password must be. Length counts, mixtures do not: NIST SP 800-63B-4 section 3.1.1 and OWASP ASVS 5 section 6.2.
import { badInput, type BadInput } from '../shared/index.ts'

/** Fewest characters taken. A password is never alone here: a second factor always follows it. */
export const PASSWORD_MIN = 8
/** What the screens advise. */
export const PASSWORD_ADVISED = 15
/** Most characters taken, so that nobody makes the server hash a book. At least 64 must be (ASVS 5, 6.2.9). */
export const PASSWORD_MAX = 256

/** One text for one password, however a keyboard composes its accents. */
export const normalPassword = (password: string): string => password.normalize('NFKC')

// The passwords that guessing begins with, among those of eight characters and more; compared without case.
const COMMONEST: ReadonlySet<string> = new Set(`
password password1 password12 password123 password1234 password12345 passw0rd passw0rd1 p@ssw0rd p@ssword pa55word pa55w0rd passwort motdepasse contrasena password! password1!
12345678 123456789 1234567890 12345678910 0123456789 987654321 9876543210 87654321 123123123 1231231234 11111111 111111111 1111111111 00000000 000000000 22222222 33333333 44444444 55555555
66666666 77777777 88888888 888888888 99999999 999999999 12341234 11112222 11223344 1122334455 112233445566 13131313 10203040 147258369 147852369 123654789 789456123 741852963 159357456 12344321
12121212 123321123 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 zaq12wsx zaq1zaq1 q1w2e3r4 q1w2e3r4t5 qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwertyqwerty
qwer1234 qwerasdf asdfghjk asdfghjkl asdf1234 asdfasdf asdfqwer zxcvbnm1 zxcvbnm123 zxcvbnm, 1234qwer 123qweasd 123qweasdzxc qweasdzxc qazwsxedc qazwsx123 qwe123qwe abcd1234 abcdefgh abcdefg1 abcdefghi
abc12345 abc123456 abcabcabc abc123abc a1b2c3d4 a1b2c3d4e5 a12345678 a123456789 aaaaaaaa aaaaaaaaa aa123456 aa12345678 1234abcd 123456abc 12345qwert 123456aa 12345678a 123456789a q123456789 z123456789
iloveyou iloveyou1 iloveyou2 iloveyou! ilovegod iloveme1 loveyou1 lovelove princess princess1 sunshine sunshine1 football football1 baseball baseball1 basketball basketball1 softball superman superman1
spiderman batman123 starwars starwars1 trustno1 whatever whatever1 computer computer1 internet samsung1 samsung123 michael1 michelle jennifer jennifer1 jonathan jordan23 charlie1 ashley123 danielle
alexander alexandra anthony1 nicholas samantha elizabeth patricia victoria veronica stephanie christian christopher chelsea1 liverpool liverpool1 arsenal1 barcelona juventus manchester
welcome1 welcome12 welcome123 welcome1234 welcome! welcome2024 welcome2025 welcome2026 letmein1 letmein123 letmeinnow changeme changeme1 changeme123 temp1234 temppass testtest test1234 test12345 testing1 testing123
default1 administrator admin123 admin1234 admin12345 admin123456 admin@123 adminadmin rootroot root1234 toor1234 master12 master123 superuser secret12 secret123 guest1234 user1234 login123 access14
hospital hospital1 hospital123 medical1 medical123 medicine doctor123 nurse123 nurses123 clinic123 clinic1234 ketamine ketamine1 ketamine123 infusion infusion1 chairside chairside1 chairside123 patient1 patient123 health123 healthcare
monkey12 monkey123 dragon12 dragon123 shadow12 shadow123 killer12 killer123 ginger12 pokemon1 pokemon123 minecraft minecraft1 blink182 metallica slipknot nirvana1 mercedes corvette ferrari1 mustang1 yamaha12
butterfly chocolate cocacola strawberry pumpkin1 snowball buttercup tinkerbell snoopy12 scooby12 angel123 angels123 babygirl babygirl1 sweetheart forever1 friends1 family123 jesus123 jesuschrist blessed1 freedom1
summer12 summer123 summer2024 summer2025 summer2026 winter12 winter123 winter2024 winter2025 winter2026 spring2024 spring2025 spring2026 autumn2024 autumn2025 autumn2026 october1 november december january1
passpass fuckyou1 fuckyou2 asshole1 bullshit hello123 hello1234 helloworld hellohello google123 facebook facebook1 linkedin linkedin1 dropbox1 myspace1 yahoo123 windows1 microsoft
`.trim().split(/\s+/))

/** Why a new password is refused, with the field's `path`; null when it is taken. `names` are the person's own words (address, name, clinic): a password may not be one of them. */
export function passwordProblem(password: string, names: readonly string[], path = 'password'): BadInput | null {
  const normal = normalPassword(password)
  const length = Array.from(normal).length
  // The value itself never goes into a refusal: refusals reach screens and logs.
  const no = (allowed: string): BadInput => badInput(path, '(not shown)', allowed)
  if (length < PASSWORD_MIN) return no(`at least ${PASSWORD_MIN} characters; ${PASSWORD_ADVISED} or more are better, and several words are fine`)
  if (length > PASSWORD_MAX) return no(`at most ${PASSWORD_MAX} characters`)
  const lower = normal.toLowerCase()
  if (COMMONEST.has(lower) || new Set(lower).size < 3) return no('a password that is not among the first that anybody would guess')
  if (names.some((name) => [name, ...name.split('@')].some((part) => part.length >= 4 && part.toLowerCase().replaceAll(' ', '') === lower.replaceAll(' ', '')))) return no('something else than your own name or address')
  return null
}
