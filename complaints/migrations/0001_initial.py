"""The tables of complaints."""

import django.core.serializers.json
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0004_who_entered_guards'),
        ('directory', '0004_succession_guards'),
        ('files', '0002_guards'),
        ('integrity_files', '0017_lead_files'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=9, unique=True)),
                ('channel', models.CharField(choices=[('phone', 'Telephone'), ('web', 'Web'), ('order', '12345 work order')], max_length=5)),
                ('purpose', models.CharField(choices=[('ask', 'Question'), ('help', 'Call for help'), ('complaint', 'Complaint'), ('report', 'Report of misconduct'), ('suggestion', 'Suggestion')], max_length=10, verbose_name='What is wanted')),
                ('category', models.CharField(choices=[('B01', 'breach of contract'), ('B02', 'arrears for works'), ('B03', 'arrears for goods and services'), ('B04', 'arrears of demolition money'), ('B05', 'investment promise not honoured or false'), ('B06', 'new officials ignore old accounts'), ('B07', 'policy changed overnight or discontinued'), ('B08', 'unlawful fees or deposits kept back'), ('B09', 'inaction or lateness'), ('B10', 'judgment not performed'), ('B11', 'reconsideration decision or administrative agreement not performed'), ('B12', 'procurement contract not performed or paid'), ('B13', 'dishonesty in bidding'), ('B14', 'breach in a public-private partnership'), ('B15', 'unlawful borrowing'), ('B16', 'statistical fraud'), ('B17', 'policy that restricts competition'), ('B18', 'decision made or changed without procedure'), ('B19', 'public commitment not kept'), ('B20', 'credit information reported late or concealed'), ('B99', 'other breach of trust')], max_length=3, verbose_name='Category')),
                ('regime', models.CharField(choices=[('hotline', 'government hotline order'), ('petition', 'petition (Regulations on Petition Work)'), ('arrears', 'arrears to small and medium firms'), ('challenge', 'procurement challenge, to the purchaser'), ('procurement', 'procurement complaint, to the finance department'), ('investment', 'complaint about the investment environment')], max_length=11, verbose_name='Law that applies')),
                ('urgency', models.CharField(choices=[('normal', 'Normal'), ('urgent', 'Urgent'), ('emergency', 'Emergency')], default='normal', max_length=9, verbose_name='Urgency')),
                ('title_zh', models.CharField(max_length=200, verbose_name='What it is about')),
                ('facts_zh', models.TextField(max_length=10000, verbose_name='What happened')),
                ('told_zh', models.TextField(blank=True, max_length=10000, verbose_name='Text for those who handle it, naming nobody who reported')),
                ('told_details', models.JSONField(default=list)),
                ('accused_zh', models.CharField(blank=True, max_length=200, verbose_name='Body as it was named')),
                ('commitment_ref', models.CharField(blank=True, max_length=24, verbose_name='Public commitment')),
                ('happened_on', models.DateField(blank=True, null=True, verbose_name='Day on which it happened')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='Amount in yuan')),
                ('people', models.PositiveIntegerField(blank=True, null=True, verbose_name='People concerned')),
                ('is_business', models.BooleanField(default=False, verbose_name='Concerns a firm')),
                ('is_anonymous', models.BooleanField(default=False, verbose_name='Does not give a name')),
                ('is_secret', models.BooleanField(default=True, verbose_name='Wishes to be kept secret')),
                ('may_publish', models.BooleanField(default=False, verbose_name='The answer may be published')),
                ('language', models.CharField(default='zh-hans', max_length=10)),
                ('state', models.CharField(choices=[('received', 'Received, to be examined'), ('refused', 'Not accepted'), ('accepted', 'Accepted, to be passed on'), ('dispatched', 'Passed on, to be signed for'), ('handling', 'Being handled'), ('proposed', 'Reply drafted, to be approved'), ('answered', 'Answered, to be called back'), ('closed', 'Closed'), ('review', 'Under review'), ('withdrawn', 'Withdrawn')], default='received', max_length=10)),
                ('version', models.PositiveIntegerField(default=1)),
                ('receipt_digest', models.BinaryField(max_length=32, null=True, unique=True)),
                ('pin_hash', models.CharField(blank=True, max_length=200)),
                ('pin_failures', models.PositiveSmallIntegerField(default=0)),
                ('pin_locked_until', models.DateTimeField(null=True)),
                ('reviews', models.PositiveSmallIntegerField(default=0)),
                ('supervisor_since', models.DateField(null=True)),
                ('refusal', models.CharField(blank=True, choices=[('court', 'it is before a court, an arbitrator or a reconsideration organ'), ('inspection', 'it is for the discipline inspection or supervision organ'), ('petition_over', 'the petition procedure has ended with a final review'), ('other_law', 'the law provides another way for it'), ('not_public', 'it is not about a public body'), ('same_again', 'the same matter is being handled already'), ('no_facts', 'it names neither a body nor facts that can be checked')], max_length=13)),
                ('refusal_zh', models.TextField(blank=True, max_length=2000, verbose_name='Reason and where to turn')),
                ('refusal_office', models.CharField(blank=True, max_length=200, verbose_name='Office that is competent')),
                ('reopened', models.PositiveSmallIntegerField(default=0)),
                ('received_on', models.DateField()),
                ('accepted_on', models.DateField(null=True)),
                ('first_response_on', models.DateField(null=True)),
                ('dispatched_on', models.DateField(null=True)),
                ('answered_on', models.DateField(null=True)),
                ('review_on', models.DateField(null=True)),
                ('retaliation_on', models.DateField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('is_demo', models.BooleanField(default=False)),
                ('acceptor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('accused', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.organisation', verbose_name='Body concerned')),
                ('accused_post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.post', verbose_name='Post')),
                ('dispatcher', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('division', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.division', verbose_name='Place')),
                ('first_reviewer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('keeper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lead', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='integrity_files.lead')),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='complaints.case')),
                ('operator', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('refuser', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reviewer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-received_on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='IntakeDay',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('root', models.BinaryField(max_length=32)),
                ('leaf', models.BigIntegerField(null=True, unique=True)),
            ],
            options={
                'ordering': ('day',),
            },
        ),
        migrations.CreateModel(
            name='IntakeProof',
            fields=[
                ('commitment', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('day', models.DateField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='PlatformNonce',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('sent_at', models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='SpentWork',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('day', models.DateField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('switch_id', models.CharField(max_length=64, unique=True)),
                ('line', models.CharField(blank=True, max_length=40)),
                ('told_at', models.PositiveBigIntegerField(default=0)),
                ('rang_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('case', 'Case logged'), ('added', 'Added to an earlier case'), ('consulted', 'Question answered'), ('elsewhere', 'For another office, told where'), ('abusive', 'Abusive'), ('dropped', 'Dropped'), ('emergency', 'Emergency, told to call 110 or 119'), ('missed', 'Rang off while waiting')], max_length=9)),
                ('office_zh', models.CharField(blank=True, max_length=100, verbose_name='Office told')),
                ('is_demo', models.BooleanField(default=False)),
                ('operator', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-rang_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='CannedText',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('shortcut', models.CharField(max_length=20, unique=True, verbose_name='Shortcut')),
                ('title_zh', models.CharField(max_length=60, verbose_name='Title')),
                ('text_zh', models.TextField(max_length=2000, verbose_name='Text')),
                ('use', models.CharField(choices=[('call', 'calls'), ('reply', 'replies')], max_length=6, verbose_name='Used for')),
                ('active', models.BooleanField(default=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('shortcut',),
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='contact', serialize=False, to='complaints.case')),
                ('sealed', models.BinaryField()),
                ('bucket', models.IntegerField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='identity', serialize=False, to='complaints.case')),
                ('sealed', models.BinaryField()),
                ('made_on', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='CallBack',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('satisfaction', 'After the answer'), ('look_back', 'Is it really done?'), ('decision', 'Tell what was decided')], max_length=12)),
                ('state', models.CharField(choices=[('open', 'To be made'), ('done', 'Made'), ('lapsed', 'Not needed')], default='open', max_length=6)),
                ('version', models.PositiveIntegerField(default=1)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('tried_on', models.DateField(null=True)),
                ('reached', models.BooleanField(null=True)),
                ('satisfied', models.BooleanField(null=True)),
                ('done', models.BooleanField(null=True, verbose_name='It was really done')),
                ('reason', models.CharField(blank=True, choices=[('not_done', 'what was promised was not done'), ('partly', 'only part of it was done'), ('unclear', 'the answer cannot be understood'), ('wrong_facts', 'the answer gets the facts wrong'), ('manner', 'the way in which one was treated'), ('too_late', 'it took too long'), ('law', 'the law does not allow what was wished for')], max_length=11)),
                ('words_zh', models.TextField(blank=True, max_length=2000, verbose_name='What the reporter said')),
                ('due_on', models.DateField()),
                ('made_on', models.DateField(null=True)),
                ('settled_on', models.DateField(null=True)),
                ('taker', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='call_backs', to='complaints.case')),
            ],
            options={
                'ordering': ('due_on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('part', models.CharField(choices=[('lead', 'Leads'), ('joint', 'Takes part')], default='lead', max_length=5)),
                ('state', models.CharField(choices=[('sent', 'To be signed for'), ('signed', 'Being handled'), ('returned', 'Returned as not competent'), ('answered', 'Answered'), ('ended', 'Ended')], default='sent', max_length=8)),
                ('reason_zh', models.TextField(blank=True, max_length=2000, verbose_name='Reason')),
                ('opinion_zh', models.TextField(blank=True, max_length=5000, verbose_name='Opinion of a body that takes part')),
                ('sent_on', models.DateField()),
                ('signed_on', models.DateField(null=True)),
                ('returned_on', models.DateField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('handler', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.organisation')),
                ('proper_body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.organisation', verbose_name='Competent body')),
                ('returner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='complaints.case')),
            ],
            options={
                'ordering': ('sent_on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='AccusedPost',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('named_on', models.DateField()),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.post', verbose_name='Post')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accused_posts', to='complaints.case')),
            ],
            options={
                'ordering': ('named_on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='CaseEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveIntegerField()),
                ('act_id', models.UUIDField()),
                ('name', models.CharField(max_length=24)),
                ('at', models.DateTimeField(null=True)),
                ('on', models.DateField()),
                ('actor_id', models.CharField(max_length=64)),
                ('actor_title', models.CharField(max_length=200)),
                ('note_id', models.UUIDField(null=True)),
                ('data', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('case', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='complaints.case')),
            ],
            options={
                'ordering': ('place', 'id'),
            },
        ),
        migrations.CreateModel(
            name='CaseLink',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('merged', 'Same matter, answered in one place'), ('related', 'Related')], max_length=7)),
                ('made_on', models.DateField()),
                ('undone_on', models.DateField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='complaints.case')),
                ('maker', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='linked_from', to='complaints.case')),
                ('undoer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('made_on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='CaseNote',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('facts', 'What happened'), ('more', 'Further facts'), ('internal', 'Internal note'), ('reason', 'Reason'), ('finding', 'What was found'), ('review', 'Why a review is asked for'), ('retaliation', 'Retaliation reported')], max_length=11)),
                ('text', models.TextField(blank=True)),
                ('for_body', models.BooleanField(default=False, verbose_name='The body may read it')),
                ('on', models.DateField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='complaints.case')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
            ],
            options={
                'ordering': ('on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='DeskDraft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sealed', models.BinaryField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('on', models.DateField()),
                ('call', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='complaints.call')),
                ('operator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Motion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('extension', 'More time'), ('pause', 'Stop the clock')], max_length=9)),
                ('ground', models.CharField(blank=True, choices=[('appraisal', 'inspection, testing or expert appraisal'), ('reporter', 'waiting for the reporter to add what is missing'), ('other_procedure', 'the matter depends on a procedure that is running'), ('force_majeure', 'force majeure')], max_length=15)),
                ('reason_zh', models.TextField(max_length=2000, verbose_name='Reason')),
                ('state', models.CharField(choices=[('asked', 'Asked for'), ('granted', 'Granted'), ('refused', 'Not granted'), ('lapsed', 'Fell away')], default='asked', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('decision_zh', models.TextField(blank=True, max_length=2000, verbose_name='Reasons of the decision')),
                ('asked_on', models.DateField()),
                ('decided_on', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('resumed_on', models.DateField(null=True)),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='motions', to='complaints.case')),
                ('decider', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.organisation')),
            ],
            options={
                'ordering': ('asked_on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='OperatorStatus',
            fields=[
                ('operator', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('status', models.CharField(choices=[('ready', 'Takes calls'), ('write', 'Writes up'), ('away', 'Away')], default='ready', max_length=5)),
                ('since', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['ready', 'write', 'away'])), name='operator_status_known')],
            },
        ),
        migrations.CreateModel(
            name='PublicAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('category', models.CharField(choices=[('B01', 'breach of contract'), ('B02', 'arrears for works'), ('B03', 'arrears for goods and services'), ('B04', 'arrears of demolition money'), ('B05', 'investment promise not honoured or false'), ('B06', 'new officials ignore old accounts'), ('B07', 'policy changed overnight or discontinued'), ('B08', 'unlawful fees or deposits kept back'), ('B09', 'inaction or lateness'), ('B10', 'judgment not performed'), ('B11', 'reconsideration decision or administrative agreement not performed'), ('B12', 'procurement contract not performed or paid'), ('B13', 'dishonesty in bidding'), ('B14', 'breach in a public-private partnership'), ('B15', 'unlawful borrowing'), ('B16', 'statistical fraud'), ('B17', 'policy that restricts competition'), ('B18', 'decision made or changed without procedure'), ('B19', 'public commitment not kept'), ('B20', 'credit information reported late or concealed'), ('B99', 'other breach of trust')], max_length=3)),
                ('title_zh', models.CharField(max_length=200, verbose_name='Title')),
                ('title_en', models.CharField(blank=True, max_length=300, verbose_name='Title in English')),
                ('question_zh', models.TextField(max_length=3000, verbose_name='Question, naming nobody')),
                ('answer_zh', models.TextField(max_length=5000, verbose_name='Answer')),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('published', 'Published'), ('refused', 'Not published'), ('withdrawn', 'Withdrawn')], default='proposed', max_length=9)),
                ('version', models.PositiveIntegerField(default=1)),
                ('withdraw_reason_zh', models.TextField(blank=True, max_length=2000)),
                ('ref', models.CharField(blank=True, max_length=24)),
                ('rec', models.CharField(blank=True, max_length=32)),
                ('proposed_on', models.DateField()),
                ('decided_on', models.DateField(null=True)),
                ('withdrawn_on', models.DateField(null=True)),
                ('is_demo', models.BooleanField(default=False)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='public_answer', to='complaints.case')),
                ('decider', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.organisation')),
                ('proposer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdraw_proposer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-proposed_on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Recusal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('made_on', models.DateField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='complaints.case')),
                ('maker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('made_on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text_zh', models.TextField(max_length=5000, verbose_name='Answer to the reporter')),
                ('finding_zh', models.TextField(blank=True, max_length=5000, verbose_name='What was found and done')),
                ('verified', models.BooleanField(null=True, verbose_name='What was reported is true')),
                ('promised_zh', models.CharField(blank=True, max_length=500, verbose_name='What is promised')),
                ('promised_on', models.DateField(blank=True, null=True, verbose_name='Promised until')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('proposed', 'To be approved'), ('given', 'Given')], default='draft', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('back_zh', models.TextField(blank=True, max_length=2000, verbose_name='Why it was sent back')),
                ('drafted_on', models.DateField()),
                ('given_on', models.DateField(null=True)),
                ('approver', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='complaints.case')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.organisation')),
            ],
            options={
                'ordering': ('drafted_on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='SealedOriginal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('storage_name', models.CharField(max_length=64, unique=True)),
                ('size', models.BigIntegerField(default=0)),
                ('made_on', models.DateField(db_index=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='originals', to='complaints.case')),
                ('note', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='complaints.casenote')),
            ],
            options={
                'ordering': ('made_on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='ShiftNote',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text_zh', models.TextField(max_length=2000, verbose_name='What the next shift must know')),
                ('written_at', models.DateTimeField()),
                ('readers', models.JSONField(default=list)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-written_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='SupervisionLetter',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=40, unique=True)),
                ('text_zh', models.TextField(max_length=5000, verbose_name='What is wanted')),
                ('state', models.CharField(choices=[('issued', 'Issued'), ('answered', 'Answered'), ('ended', 'Ended')], default='issued', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('answer_zh', models.TextField(blank=True, max_length=5000, verbose_name='Answer')),
                ('issued_on', models.DateField()),
                ('answer_until', models.DateField()),
                ('answered_on', models.DateField(null=True)),
                ('answerer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='complaints.case')),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.organisation')),
            ],
            options={
                'ordering': ('-issued_on', 'id'),
            },
        ),
        migrations.CreateModel(
            name='UnsealRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reason_zh', models.TextField(max_length=2000)),
                ('state', models.CharField(choices=[('asked', 'Asked for'), ('confirmed', 'Confirmed'), ('refused', 'Refused'), ('ended', 'Ended')], default='asked', max_length=9)),
                ('version', models.PositiveIntegerField(default=1)),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asker_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.organisation')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unsealings', to='complaints.case')),
                ('confirmer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmer_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.organisation')),
            ],
            options={
                'ordering': ('-asked_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='WorkOrder',
            fields=[
                ('number', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('query_code', models.CharField(blank=True, max_length=40)),
                ('started_on', models.DateField()),
                ('due_on', models.DateField(null=True)),
                ('digest', models.BinaryField(max_length=32)),
                ('earlier', models.JSONField(default=list)),
                ('source', models.CharField(choices=[('file', 'file'), ('http', 'http')], max_length=4)),
                ('taken_on', models.DateField()),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='work_order', to='complaints.case')),
            ],
            options={
                'ordering': ('-taken_on', 'number'),
            },
        ),
        migrations.CreateModel(
            name='WorkOrderResult',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('made_on', models.DateField()),
                ('tries', models.PositiveIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('way', models.CharField(blank=True, choices=[('file', 'file'), ('http', 'http')], max_length=4)),
                ('trouble', models.CharField(blank=True, max_length=200)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='complaints.workorder')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(condition=models.Q(('outcome', '')), fields=['operator', 'rang_at'], name='call_live'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(fields=['rang_at'], name='call_rang'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('bucket__gte', 0), ('bucket__lt', 65536)), name='complaint_bucket_16_bits'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['state', 'received_on', 'id'], name='complaint_state'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['accused', 'state'], name='complaint_accused'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['operator', 'state'], name='complaint_operator'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'refused', 'accepted', 'dispatched', 'handling', 'proposed', 'answered', 'closed', 'review', 'withdrawn'])), name='complaint_state_known'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['dispatched', 'handling', 'proposed', 'accepted', 'answered']), _negated=True), ('accepted_on__isnull', False), _connector='OR'), name='complaint_accepted'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('refuser__isnull', False), models.Q(('refusal', ''), _negated=True), models.Q(('refusal_zh', ''), _negated=True)), _connector='OR'), name='complaint_refused'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('refusal', 'other_law'), _negated=True), models.Q(('refusal_office', ''), _negated=True), _connector='OR'), name='complaint_refused_to_whom'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('dispatched', 'handling', 'proposed')), _negated=True), models.Q(('dispatched_on__isnull', False), ('dispatcher__isnull', False), models.Q(('told_zh', ''), _negated=True)), _connector='OR'), name='complaint_dispatched'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'answered'), _negated=True), models.Q(('answered_on', None), _negated=True), _connector='OR'), name='complaint_answered'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', False), ('state__in', ('refused', 'closed', 'withdrawn'))), models.Q(models.Q(('state__in', ('refused', 'closed', 'withdrawn')), _negated=True), ('ended_on', None)), _connector='OR'), name='complaint_ended'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', 'web'), ('operator', None), ('receipt_digest__isnull', False)), models.Q(('channel', 'phone'), ('operator__isnull', False)), ('channel', 'order'), _connector='OR'), name='complaint_one_way_in'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='complaint_not_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('amount', None), ('amount__gte', 0), _connector='OR'), name='complaint_amount_positive'),
        ),
        migrations.AddIndex(
            model_name='callback',
            index=models.Index(fields=['state', 'due_on'], name='complaint_call_backs'),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('case', 'kind'), name='complaint_one_call_back'),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('made_on__isnull', False), ('reached__isnull', False)), _connector='OR'), name='complaint_called_back'),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.CheckConstraint(condition=models.Q(('satisfied', None), ('satisfied', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='complaint_unsatisfied_why'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['organisation', 'state'], name='complaint_part_of_body'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(condition=models.Q(('part', 'lead'), ('state__in', ['sent', 'signed', 'answered'])), fields=('case',), name='complaint_one_leads'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['sent', 'signed', 'answered'])), fields=('case', 'organisation'), name='complaint_body_takes_part_once'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('proper_body__isnull', False), ('returned_on__isnull', False), ('returner__isnull', False), models.Q(('reason_zh', ''), _negated=True)), _connector='OR'), name='complaint_returned_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'signed'), _negated=True), models.Q(('signed_on', None), _negated=True), _connector='OR'), name='complaint_signed'),
        ),
        migrations.AddConstraint(
            model_name='accusedpost',
            constraint=models.UniqueConstraint(fields=('case', 'post'), name='complaint_post_accused_once'),
        ),
        migrations.AddIndex(
            model_name='caseevent',
            index=models.Index(fields=['case', 'place'], name='complaint_event_of'),
        ),
        migrations.AddConstraint(
            model_name='caselink',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_on', None)), fields=('case', 'other', 'kind'), name='complaint_link_once'),
        ),
        migrations.AddConstraint(
            model_name='caselink',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'merged'), ('undone_on', None)), fields=('case',), name='complaint_merged_once'),
        ),
        migrations.AddConstraint(
            model_name='caselink',
            constraint=models.CheckConstraint(condition=models.Q(('case', models.F('other')), _negated=True), name='complaint_link_of_two'),
        ),
        migrations.AddConstraint(
            model_name='motion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('case', 'kind'), name='complaint_one_motion'),
        ),
        migrations.AddConstraint(
            model_name='motion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decider', None), ('state__in', ['asked', 'lapsed'])), models.Q(('decided_on__isnull', False), ('decider__isnull', False), models.Q(('decider', models.F('asker')), _negated=True)), _connector='OR'), name='complaint_motion_by_two'),
        ),
        migrations.AddConstraint(
            model_name='motion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'pause'), _negated=True), models.Q(('ground', ''), _negated=True), _connector='OR'), name='complaint_pause_grounded'),
        ),
        migrations.AddConstraint(
            model_name='motion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'pause'), ('state', 'granted'), _negated=True), models.Q(('until', None), _negated=True), _connector='OR'), name='complaint_pause_bounded'),
        ),
        migrations.AddConstraint(
            model_name='publicanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['published', 'withdrawn']), _negated=True), models.Q(('decided_on__isnull', False), ('decider__isnull', False), models.Q(('decider', models.F('proposer')), _negated=True)), _connector='OR'), name='public_answer_by_two'),
        ),
        migrations.AddConstraint(
            model_name='publicanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('withdraw_proposer__isnull', False), ('withdrawer__isnull', False), ('withdrawn_on__isnull', False), models.Q(('withdrawer', models.F('withdraw_proposer')), _negated=True), models.Q(('withdraw_reason_zh', ''), _negated=True)), _connector='OR'), name='public_answer_withdrawn_by_two'),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=models.UniqueConstraint(fields=('case', 'user'), name='complaint_recused_once'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'given'), _negated=True), models.Q(('approver__isnull', False), ('given_on__isnull', False), models.Q(('approver', models.F('author')), _negated=True)), _connector='OR'), name='complaint_reply_by_two'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'proposed'])), fields=('case',), name='complaint_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='unsealrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('case', 'asker'), name='complaint_unseal_one_open'),
        ),
        migrations.AddConstraint(
            model_name='unsealrequest',
            constraint=models.CheckConstraint(condition=models.Q(('confirmer', None), models.Q(models.Q(('confirmer', models.F('asker')), _negated=True), models.Q(('confirmer_unit', models.F('asker_unit')), _negated=True), ('confirmer_unit__isnull', False)), _connector='OR'), name='complaint_unseal_by_two_units'),
        ),
        migrations.AddConstraint(
            model_name='unsealrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(('confirmer__isnull', False), ('decided_at__isnull', False), ('expires_at__isnull', False)), _connector='OR'), name='complaint_unseal_confirmed'),
        ),
        migrations.AddIndex(
            model_name='workorderresult',
            index=models.Index(condition=models.Q(('sent_at', None)), fields=['id'], name='work_order_waiting'),
        ),
        migrations.AddConstraint(
            model_name='workorderresult',
            constraint=models.UniqueConstraint(fields=('order', 'version'), name='work_order_result_once'),
        ),
        migrations.AddConstraint(
            model_name='workorderresult',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at', None), ('way', '')), models.Q(('sent_at__isnull', False), models.Q(('way', ''), _negated=True)), _connector='OR'), name='work_order_result_left'),
        ),
    ]
