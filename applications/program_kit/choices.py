"""The choice lists of the forms, named as in the official vocabulary."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Choices = tuple[tuple[str, str | Promise], ...]

LANGUAGE: Choices = (("en", _("English")), ("fr", _("French")))
LANGUAGE_OR_OTHER: Choices = (*LANGUAGE, ("other", _("Another language")))
OTHER_NAME: Choices = (
    ("birth", _("Birth name")),
    ("maiden", _("Maiden name")),
    ("married", _("Married name")),
    ("alias", _("Alias")),
    ("nick", _("Nickname")),
    ("previous", _("Previous legal name")),
)
SEX: Choices = (("F", _("Female")), ("M", _("Male")), ("X", _("Another gender")), ("U", _("Unknown")))
STATUS: Choices = (
    ("citizen", _("Citizen")),
    ("pr", _("Permanent resident")),
    ("visitor", _("Visitor")),
    ("worker", _("Worker")),
    ("student", _("Student")),
    ("protected", _("Protected person")),
    ("claimant", _("Refugee claimant")),
    ("foreign_national", _("Foreign national or no status")),
    ("other", _("Other")),
)
MARITAL: Choices = (
    ("single", _("Never married, single")),
    ("married", _("Married")),
    ("common_law", _("Common-law")),
    ("divorced", _("Divorced")),
    ("separated", _("Legally separated")),
    ("widowed", _("Widowed")),
    ("annulled", _("Annulled marriage")),
    ("unknown", _("Unknown")),
)
FAMILY_MARITAL: Choices = (
    ("single", _("Never married, single")),
    ("married_present", _("Married, living with the partner")),
    ("married_absent", _("Married, not living with the partner")),
    *MARITAL[2:],
)
RELATIONSHIP: Choices = (("married", _("Marriage")), ("common_law", _("Common-law union")))
OFFICIAL: Choices = (
    ("en", _("English")),
    ("fr", _("French")),
    ("both", _("Both")),
    ("neither", _("Neither")),
)
LANGUAGE_TEST: Choices = (
    ("celpip", _("CELPIP-General")),
    ("ielts", _("IELTS General Training")),
    ("pte", _("PTE Core")),
    ("tef", _("TEF Canada")),
    ("tcf", _("TCF Canada")),
)
TRAVEL_DOCUMENT: Choices = (
    ("passport", _("Passport")),
    ("travel_document", _("Travel document of a citizen")),
    ("refugee_td", _("Travel document of a refugee or stateless person")),
    ("un_lp", _("United Nations laissez-passer")),
    ("eu_lp", _("European Union laissez-passer")),
    ("pa_passport", _("Palestinian Authority passport")),
    ("oas", _("Official travel document of the OAS")),
    ("hksar", _("Hong Kong SAR passport")),
    ("uk_bno", _("British National (Overseas) passport")),
    ("uk_boc", _("British Overseas Citizen passport")),
    ("uk_subject", _("British Subject passport")),
    ("none", _("None, or I do not need one")),
)
PROVINCE: Choices = (
    ("AB", _("Alberta")),
    ("BC", _("British Columbia")),
    ("MB", _("Manitoba")),
    ("NB", _("New Brunswick")),
    ("NL", _("Newfoundland and Labrador")),
    ("NS", _("Nova Scotia")),
    ("NT", _("Northwest Territories")),
    ("NU", _("Nunavut")),
    ("ON", _("Ontario")),
    ("PE", _("Prince Edward Island")),
    ("QC", _("Quebec")),
    ("SK", _("Saskatchewan")),
    ("YT", _("Yukon")),
)
PHONE: Choices = (("home", _("Home telephone")), ("cell", _("Mobile telephone")), ("work", _("Work telephone")))
#: What somebody can have been, or ask to be again, for a time.
TEMPORARY_STATUS: Choices = (
    ("visitor", _("Visitor")),
    ("student", _("Student")),
    ("worker", _("Worker")),
)
LOSS_CAUSE: Choices = (
    ("expired", _("My document or stay ended")),
    ("refused_extension", _("My application for more time was refused")),
    ("stopped_school", _("I stopped studying")),
    ("changed_school", _("I changed my school")),
    ("changed_employer", _("I changed my employer or my work")),
    ("other", _("Another condition was not respected")),
)
VISIT_REASON: Choices = (
    ("family", _("I go on visiting my family")),
    ("tourism", _("Tourism")),
    ("medical", _("Medical care")),
    ("caring", _("I take care of a relative")),
    ("accompany", _("I accompany a student or a worker")),
    ("pending", _("I wait for a decision on another application")),
    ("results", _("I wait for my final marks")),
    ("wind_up", _("I prepare to leave")),
    ("other", _("Other")),
)
ACCOMMODATION: Choices = (
    ("host", _("With a host")),
    ("hotel", _("In a hotel")),
    ("rent", _("In a rented home")),
    ("own", _("In a home of my own")),
)
ENTRY_PURPOSE: Choices = (
    ("business", _("Business")),
    ("tourism", _("Tourism")),
    ("study", _("Study")),
    ("work", _("Work")),
    ("family", _("Family visit")),
    ("protection", _("Refugee claim")),
    ("other", _("Other")),
)
STATUS_DOCUMENT: Choices = (
    ("sp", _("Study permit")),
    ("wp", _("Work permit")),
    ("vr", _("Visitor record")),
    ("trp", _("Temporary resident permit")),
    ("stamp", _("Entry stamp only")),
    ("eta_entry", _("Electronic entry, no stamp")),
    ("none", _("None")),
)
#: Kinds of breach; the second tuple names those that restoration can cure (R182, R183, R185, R220.1).
BREACH: Choices = (
    ("stay_period", _("Stayed after the last day of my stay")),
    ("work_type", _("Another type of work than permitted")),
    ("employer", _("Another employer than permitted")),
    ("work_location", _("Another place of work than permitted")),
    ("study_type", _("Another type of studies than permitted")),
    ("institution", _("Another school than permitted")),
    ("study_place", _("Another place of studies than permitted")),
    ("study_times", _("Other times of studies than permitted")),
    ("work_no_auth", _("Worked without any authorization")),
    ("work_hours", _("Worked more hours than permitted")),
    ("study_no_auth", _("Studied without authorization")),
    ("not_enrolled", _("Not enrolled, or not actively studying")),
    ("report", _("Did not report, or missed a medical exam")),
)
CURABLE_BREACHES = frozenset(
    {
        "stay_period",
        "work_type",
        "employer",
        "work_location",
        "study_type",
        "institution",
        "study_place",
        "study_times",
    }
)
UNAUTHORIZED = frozenset({"work_no_auth", "work_hours", "study_no_auth"})
EDUCATION: Choices = (
    ("none", _("None")),
    ("primary", _("Primary school")),
    ("secondary", _("Secondary school")),
    ("trade", _("Trade, apprenticeship or vocational")),
    ("cegep", _("CEGEP")),
    ("college", _("College diploma or certificate")),
    ("univ_below", _("University certificate below a bachelor’s degree")),
    ("bachelor", _("Bachelor’s degree")),
    ("post_grad_dip", _("Post-graduate diploma")),
    ("masters", _("Master’s degree")),
    ("doctorate", _("Doctorate")),
    ("esl_fsl", _("English or French as a second language")),
    ("other", _("Other")),
)
SCHOOL_LEVELS = ("primary", "secondary")
ACTIVITY: Choices = (
    ("employed", _("Employed")),
    ("self", _("Self-employed")),
    ("student", _("Student")),
    ("unemployed", _("Unemployed")),
    ("home", _("At home with my family")),
    ("retired", _("Retired")),
    ("military", _("Military service")),
    ("travel", _("Travelling")),
    ("detained", _("Detained")),
    ("other", _("Other")),
)
RELATION: Choices = (
    ("spouse", _("Husband or wife")),
    ("cl_partner", _("Common-law partner")),
    ("mother", _("Mother")),
    ("father", _("Father")),
    ("son", _("Son")),
    ("daughter", _("Daughter")),
    ("stepchild", _("Step-child")),
    ("adopted", _("Adopted child")),
    ("grandchild", _("Dependent child of a dependent child")),
    ("sibling", _("Brother or sister")),
)
PARTNERS = ("spouse", "cl_partner")
CHILDREN = ("son", "daughter", "stepchild", "adopted", "grandchild")
PARENTS = ("mother", "father")
PAYER: Choices = (
    ("myself", _("Myself")),
    ("parents", _("My parents")),
    ("spouse", _("My husband, wife or partner")),
    ("family", _("Other family")),
    ("host", _("A host in Canada")),
    ("employer", _("My employer")),
    ("scholarship", _("A scholarship")),
    ("loan", _("A loan")),
    ("other", _("Other")),
)
FUNDS_EVIDENCE: Choices = (
    ("cad_account", _("Canadian bank account in my name")),
    ("gic", _("Guaranteed investment certificate (GIC)")),
    ("loan", _("Student or education loan")),
    ("statements", _("Bank statements of the last 4 months")),
    ("draft", _("Bank draft in a convertible currency")),
    ("fees_paid", _("Proof that tuition and housing are paid")),
    ("sponsor_letter", _("Letter from the payer or the school")),
    ("canada_funding", _("Scholarship or program funded in Canada")),
    ("payslips", _("Pay stubs")),
)
STUDY_REASON: Choices = (
    ("extend_same", _("More time, same school and program")),
    ("change_dli", _("Another school")),
    ("change_level", _("Another level or program")),
    ("change_cond", _("Other conditions on my permit")),
)
STUDY_MODE: Choices = (
    ("full_time", _("Full-time")),
    ("part_time", _("Part-time")),
    ("exchange", _("Exchange")),
)
STANDING: Choices = (("good", _("Good standing")), ("probation", _("On probation")), ("suspended", _("Suspended")))
TERM: Choices = (
    ("full_time", _("Full-time")),
    ("part_time", _("Part-time")),
    ("leave", _("Authorized leave")),
    ("break", _("Scheduled break")),
)
ALSO_WORK: Choices = (
    ("coop", _("Co-op")),
    ("open", _("Open work permit")),
    ("pgwp", _("Post-graduation work permit")),
)
#: Post-secondary levels of a university, and its degrees.
UNIVERSITY = ("univ_below", "bachelor", "post_grad_dip", "masters", "doctorate")
DEGREES = ("bachelor", "masters", "doctorate")
FIELD_GROUP: Choices = (
    ("agriculture", _("Agriculture and food")),
    ("health", _("Health")),
    ("stem", _("Science, technology, engineering and mathematics")),
    ("trades", _("Trades")),
    ("transport", _("Transport")),
    ("other", _("Another field")),
)
WORK_REASON: Choices = (
    ("first", _("My first work permit")),
    ("same_employer", _("More time, same employer or the same kind of permit")),
    ("new_employer", _("A new employer")),
    ("conditions", _("Other conditions on my permit")),
)
#: Who may ask for a work permit from inside Canada (IRPR s. 199).
WORK_GROUND: Choices = (
    ("work_permit", _("I hold a work permit")),
    ("holds_study", _("I hold a study permit")),
    ("no_permit_needed", _("I work without a permit because the law allows it")),
    ("trp", _("I hold a temporary resident permit valid for six months or more")),
    ("family_member", _("I am a family member of such a person")),
    ("claimant", _("I asked for refugee protection and cannot live without working")),
    ("unenforceable", _("I am under a removal order that cannot be enforced")),
    ("r207", _("I am in the spouse in Canada class, a protected person, or in another case of section 207")),
    ("agreement", _("I am a trader, an investor, a transferee or a professional under a trade agreement")),
    ("approved_abroad", _("A permit was approved before I came, but not issued")),
    ("none", _("None of these")),
)
WORK_PERMIT: Choices = (
    ("lmia", _("With a labour market impact assessment (LMIA)")),
    ("lmia_exempt", _("Without LMIA, with an offer of employment number")),
    ("open", _("Open: any employer")),
    ("bowp", _("Open, while I wait for permanent residence (bridging)")),
    ("vulnerable", _("Open, because I am abused or at risk of abuse at work")),
    ("coop", _("Co-op at secondary school")),
    ("startup", _("Start-up business class")),
    ("other", _("Another kind")),
)
OPEN_BASIS: Choices = (
    ("spouse_worker", _("My husband, wife or partner works in Canada")),
    ("spouse_student", _("My husband, wife or partner studies in Canada")),
    ("spouse_in_canada_class", _("I am in the spouse or common-law partner in Canada class")),
    ("protected", _("I am a protected person")),
    ("claimant", _("I asked for refugee protection")),
    ("unenforceable", _("I am under a removal order that cannot be enforced")),
    ("destitute_student", _("I am a student who lost all means for reasons beyond my control")),
    ("trp", _("I hold a temporary resident permit")),
    ("other", _("Another reason")),
)
LMIA_EXEMPTION: Choices = (
    ("treaty", _("A trade agreement with another country")),
    ("province", _("An agreement with a province")),
    ("benefit", _("A significant benefit for Canada")),
    ("youth", _("A youth exchange program")),
    ("reciprocal", _("Other reciprocal employment")),
    ("research", _("Research that is part of a program")),
    ("policy", _("A designated program or public policy")),
    ("charitable", _("Unpaid religious or charitable work")),
)
WAGE_UNIT: Choices = (
    ("hour", _("One hour")),
    ("week", _("One week")),
    ("month", _("One month")),
    ("year", _("One year")),
)
REPRESENTATIVE_ACTION: Choices = (
    ("none", _("I have no representative")),
    ("appoint", _("Name a representative")),
    ("update", _("Change my representative’s details")),
    ("cancel", _("Cancel my representative")),
)
REPRESENTATIVE_KIND: Choices = (
    ("friend", _("Not paid: friend or family")),
    ("ngo", _("Not paid: member of an organization or religious group")),
    ("unpaid_other", _("Not paid: other")),
    ("cicc", _("Paid: member of the College of Immigration and Citizenship Consultants")),
    ("law_society", _("Paid: lawyer, paralegal or student-at-law of a law society")),
    ("notary", _("Paid: member of the Chambre des notaires du Québec")),
)
PAID_REPRESENTATIVES = ("cicc", "law_society", "notary")

#: What a member of the family can ask for (P08).
MEMBER_WISH: Choices = (
    ("study", _("A study permit")),
    ("work", _("An open work permit")),
    ("visit", _("To stay longer as a visitor")),
)
#: On which status of the main person a member's request rests (P08).
PRINCIPAL_BASIS: Choices = (
    ("worker", _("Worker")),
    ("student", _("Student")),
    ("trp", _("Temporary resident permit holder")),
    ("claimant", _("Refugee claimant or protected person")),
    ("pr_class", _("Applicant for permanent residence in Canada")),
    ("visitor", _("Visitor")),
)
#: Levels of jobs in the National Occupational Classification.
TEER: Choices = tuple((str(level), str(level)) for level in range(6))
CUSTODY: Choices = (
    ("both", _("Both parents together")),
    ("one", _("One parent alone")),
    ("court", _("As a court ordered")),
)
