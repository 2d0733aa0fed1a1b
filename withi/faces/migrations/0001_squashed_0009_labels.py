from importlib import import_module

import django.db.models.deletion
import uuid
import withi.ground.web.fields
from django.conf import settings
from django.db import migrations, models
from withi.ground.web.tables import CreateModels


first_texts = import_module('withi.faces.migrations.0002_privacy').first_texts


class Migration(migrations.Migration):

    replaces = [('faces', '0001_initial'), ('faces', '0002_privacy'), ('faces', '0003_exchange'), ('faces', '0004_trips'), ('faces', '0005_prints'), ('faces', '0006_weights'), ('faces', '0007_board'), ('faces', '0008_roads'), ('faces', '0009_labels')]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('registers', '0008_centres'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='ImportRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('kind', withi.ground.web.fields.CodeField(max_length=12)),
                    ('sheet_name', models.CharField(blank=True, max_length=100)),
                    ('headings', models.JSONField(default=list)),
                    ('header_row', models.PositiveIntegerField(default=1)),
                    ('mapping', models.JSONField(default=dict)),
                    ('state', models.CharField(choices=[('checked', 'checked, nothing stored yet'), ('done', 'imported')], default='checked', max_length=8)),
                    ('good_rows_only', models.BooleanField(default=False)),
                    ('counts', models.JSONField(default=dict)),
                    ('accepted', models.JSONField(default=list)),
                    ('result', models.JSONField(default=dict)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('committed_at', models.DateTimeField(null=True)),
                    ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ground.upload')),
                    ('dialect', models.JSONField(default=dict)),
                ],
                options={
                    'db_table': 'imports_run',
                    'default_permissions': (),
                    'indexes': [models.Index(fields=['owner', '-created_at'], name='imports_run_owner')],
                },
            ),
            migrations.CreateModel(
                name='ImportDecision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('line', models.PositiveIntegerField()),
                    ('column', withi.ground.web.fields.CodeField(max_length=40)),
                    ('value', models.CharField(blank=True, max_length=300)),
                    ('is_kept', models.BooleanField(default=False)),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='faces.importrun')),
                ],
                options={
                    'db_table': 'imports_decision',
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(fields=('run', 'line', 'column'), name='imports_decision_once')],
                },
            ),
            migrations.CreateModel(
                name='ImportChunk',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('position', models.PositiveIntegerField()),
                    ('errors', models.PositiveIntegerField(default=0)),
                    ('warnings', models.PositiveIntegerField(default=0)),
                    ('repairs', models.PositiveIntegerField(default=0)),
                    ('body', models.BinaryField()),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='faces.importrun')),
                ],
                options={
                    'db_table': 'imports_chunk',
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(fields=('run', 'position'), name='imports_chunk_once')],
                },
            ),
            migrations.CreateModel(
                name='ImportHeading',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', withi.ground.web.fields.CodeField(max_length=12)),
                    ('heading', withi.ground.web.fields.CodeField(max_length=120)),
                    ('column', withi.ground.web.fields.CodeField(blank=True, max_length=40)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'db_table': 'imports_heading',
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(fields=('owner', 'kind', 'heading'), name='imports_heading_once')],
                },
            ),
            migrations.CreateModel(
                name='PrivacyPurpose',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', withi.ground.web.fields.CodeField(max_length=30)),
                    ('version', models.PositiveSmallIntegerField()),
                    ('position', models.PositiveSmallIntegerField()),
                    ('basis', withi.ground.web.fields.CodeField(choices=[('task', 'a task in the public interest (section 24 (4))'), ('law', 'a duty under the law (section 24 (6))'), ('consent', "the person's consent (section 19)"), ('interest', 'a legitimate interest (section 24 (5))')], max_length=10)),
                    ('title_th', models.CharField(max_length=120)),
                    ('title_en', models.CharField(max_length=120)),
                    ('kept_th', models.CharField(max_length=600)),
                    ('kept_en', models.CharField(max_length=600)),
                    ('why_th', models.CharField(max_length=600)),
                    ('why_en', models.CharField(max_length=600)),
                    ('seen_th', models.CharField(max_length=600)),
                    ('seen_en', models.CharField(max_length=600)),
                    ('until_th', models.CharField(max_length=400)),
                    ('until_en', models.CharField(max_length=400)),
                    ('retention_days', models.PositiveIntegerField(null=True)),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(null=True)),
                ],
                options={
                    'db_table': 'privacy_purpose',
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='privacy_purpose_version'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='privacy_purpose_dates')],
                },
            ),
            migrations.CreateModel(
                name='PrivacyConsent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('subject', withi.ground.web.fields.CodeField(max_length=20)),
                    ('subject_id', models.BigIntegerField()),
                    ('given_at', models.DateTimeField()),
                    ('withdrawn_at', models.DateTimeField(null=True)),
                    ('note', models.CharField(blank=True, max_length=200)),
                    ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('purpose', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='faces.privacypurpose')),
                ],
                options={
                    'db_table': 'privacy_consent',
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('subject', 'subject_id', 'purpose'), name='privacy_consent_once')],
                },
            ),
            migrations.CreateModel(
                name='ExchangeLayout',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('kind', withi.ground.web.fields.CodeField(choices=[('producers', 'Producers'), ('products', 'Products'), ('communities', 'Tourism communities')], max_length=12, verbose_name='what a row is about')),
                    ('direction', withi.ground.web.fields.CodeField(choices=[('both', 'in and out'), ('in', 'in: files of the department'), ('out', 'out: files for the department')], default='both', max_length=4, verbose_name='used for')),
                    ('area_code', withi.ground.web.fields.AreaCodeField(blank=True, max_length=8)),
                    ('sheet_name', models.CharField(blank=True, max_length=31, verbose_name='name of the sheet')),
                    ('header_row', models.PositiveSmallIntegerField(default=1, verbose_name='row of the headings')),
                    ('date_form', withi.ground.web.fields.CodeField(choices=[('be', 'Buddhist era: 26/06/2561'), ('ce', 'common era: 26/06/2018')], default='be', max_length=2, verbose_name='dates')),
                    ('number_form', withi.ground.web.fields.CodeField(choices=[('plain', 'plain numbers: 1250.5'), ('grouped', 'with commas: 1,250.50'), ('thai', 'Thai digits: ๑๒๕๐.๕')], default='plain', max_length=7, verbose_name='numbers')),
                    ('columns', models.JSONField(default=list)),
                    ('valid_from', models.DateField(blank=True, null=True, verbose_name='in force from')),
                    ('valid_until', models.DateField(blank=True, null=True, verbose_name='in force until')),
                    ('source_note', models.CharField(blank=True, max_length=300, verbose_name='where it comes from')),
                    ('is_example', models.BooleanField(default=False)),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                ],
                options={
                    'db_table': 'exchange_layout',
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='ExchangeMemory',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('mark', withi.ground.web.fields.CodeField(max_length=40, unique=True)),
                    ('decision', withi.ground.web.fields.CodeField(choices=[('ours', 'ours is right'), ('theirs', 'take theirs'), ('create', 'create here'), ('apart', 'not theirs')], max_length=8)),
                    ('decided_at', models.DateTimeField()),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'db_table': 'exchange_memory',
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='ExchangeRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('kind', withi.ground.web.fields.CodeField(max_length=12)),
                    ('columns', models.JSONField(default=list)),
                    ('counts', models.JSONField(default=dict)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('layout', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='faces.exchangelayout')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='ground.upload')),
                ],
                options={
                    'db_table': 'exchange_run',
                    'default_permissions': (),
                    'indexes': [models.Index(fields=['owner', '-created_at'], name='exchange_run_owner')],
                },
            ),
            migrations.CreateModel(
                name='ExchangeItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('position', models.PositiveIntegerField()),
                    ('part', withi.ground.web.fields.CodeField(choices=[('differs', 'different'), ('there', 'only there'), ('here', 'only here')], max_length=8)),
                    ('field', withi.ground.web.fields.CodeField(blank=True, max_length=40)),
                    ('nature', withi.ground.web.fields.CodeField(choices=[('other', 'another value'), ('spelling', 'spelt otherwise'), ('empty_here', 'empty here'), ('empty_there', 'empty there'), ('unreadable', 'cannot be read'), ('row', 'the whole record')], max_length=12)),
                    ('subject_id', models.BigIntegerField(null=True)),
                    ('line', models.PositiveIntegerField(default=0)),
                    ('area_code', withi.ground.web.fields.AreaCodeField(max_length=8)),
                    ('name', models.CharField(max_length=300)),
                    ('official', models.CharField(blank=True, max_length=40)),
                    ('ours', models.TextField(blank=True)),
                    ('theirs', models.TextField(blank=True)),
                    ('how', withi.ground.web.fields.CodeField(blank=True, choices=[('', ''), ('official', 'same official number'), ('own', 'same number of ours'), ('village', 'same name and village'), ('tambon', 'same name and tambon'), ('district', 'same name and district')], max_length=10)),
                    ('can_take', models.BooleanField(default=False)),
                    ('body', models.BinaryField(default=bytes)),
                    ('cells', models.JSONField(default=dict)),
                    ('mark', withi.ground.web.fields.CodeField(max_length=40)),
                    ('decision', withi.ground.web.fields.CodeField(blank=True, choices=[('ours', 'ours is right'), ('theirs', 'take theirs'), ('create', 'create here'), ('apart', 'not theirs')], max_length=8)),
                    ('is_quiet', models.BooleanField(default=False)),
                    ('is_changed', models.BooleanField(default=False)),
                    ('applied_at', models.DateTimeField(null=True)),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='faces.exchangerun')),
                ],
                options={
                    'db_table': 'exchange_item',
                    'default_permissions': (),
                    'indexes': [models.Index(fields=['run', 'part', 'position'], name='exchange_item_part')],
                    'constraints': [models.UniqueConstraint(fields=('run', 'position'), name='exchange_item_once')],
                },
            ),
            migrations.CreateModel(
                name='TripTurn',
                fields=[
                    ('number', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                    ('holder', withi.ground.web.fields.CodeField(blank=True, max_length=32)),
                    ('held_until', models.DateTimeField()),
                ],
                options={
                    'db_table': 'planner_turn',
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='TripAsking',
                fields=[
                    ('key', withi.ground.web.fields.CodeField(max_length=64, primary_key=True, serialize=False)),
                    ('day', models.DateField()),
                    ('asked', models.JSONField(default=list)),
                    ('counted', models.JSONField(default=list)),
                ],
                options={
                    'db_table': 'planner_asking',
                    'default_permissions': (),
                    'indexes': [models.Index(fields=['day'], name='planner_asking_day')],
                },
            ),
            migrations.CreateModel(
                name='TripBasis',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_on', models.DateField()),
                    ('body', models.BinaryField()),
                ],
                options={
                    'db_table': 'planner_basis',
                    'default_permissions': (),
                    'indexes': [models.Index(fields=['created_on'], name='planner_basis_created')],
                },
            ),
            migrations.CreateModel(
                name='Trip',
                fields=[
                    ('token', withi.ground.web.fields.CodeField(max_length=32, primary_key=True, serialize=False)),
                    ('state', models.JSONField(default=dict)),
                    ('before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='faces.trip')),
                    ('basis', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trips', to='faces.tripbasis')),
                ],
                options={
                    'db_table': 'planner_trip',
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='TripCount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField()),
                    ('trips', models.PositiveIntegerField(default=0)),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registers.community')),
                ],
                options={
                    'db_table': 'planner_count',
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(fields=('community', 'day'), name='planner_count_once')],
                },
            ),
            migrations.CreateModel(
                name='PrintRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('what', withi.ground.web.fields.CodeField(choices=[('trifold', 'brochure, A4 folded twice'), ('a5', 'brochure, four pages of A5'), ('sign', 'sign at the road'), ('board', 'board of an information centre'), ('poster', 'check-in poster'), ('label', 'labels')], max_length=8, verbose_name='what')),
                    ('lang', withi.ground.web.fields.CodeField(choices=[('th', 'Thai'), ('en', 'English')], max_length=2, verbose_name='language')),
                    ('size', withi.ground.web.fields.CodeField(blank=True, choices=[('60x40', '60 × 40 cm'), ('90x60', '90 × 60 cm'), ('120x40', '120 × 40 cm'), ('a2', 'A2, 42 × 59 cm'), ('a1', 'A1, 59 × 84 cm'), ('a0', 'A0, 84 × 119 cm'), ('wide', '95 × 67 mm, eight on a sheet'), ('small', '62 × 42 mm, eighteen on a sheet'), ('tag', 'hanging tag of 60 × 88 mm, nine on a sheet'), ('round', 'round, 88 mm, six on a sheet')], max_length=8, verbose_name='size')),
                    ('choices', models.JSONField(default=dict)),
                    ('stamp', withi.ground.web.fields.CodeField(max_length=6)),
                    ('facts', models.JSONField(default=dict)),
                    ('place', models.CharField(max_length=160, verbose_name='where they are')),
                    ('count', models.PositiveIntegerField(verbose_name='how many')),
                    ('printed_on', models.DateField(verbose_name='printed on')),
                    ('condition', withi.ground.web.fields.CodeField(choices=[('good', 'in good condition'), ('worn', 'worn, to be printed again'), ('gone', 'used up or taken down'), ('replaced', 'replaced by a new one')], default='good', max_length=8, verbose_name='condition')),
                    ('seen_on', models.DateField()),
                    ('recorded_at', models.DateTimeField()),
                    ('community', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registers.community')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaced_by', to='faces.printrun')),
                    ('product', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registers.product')),
                ],
                options={
                    'db_table': 'printing_run',
                    'default_permissions': (),
                    'indexes': [models.Index(fields=['community', 'condition', '-printed_on'], name='printing_run_community')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('count__gte', 1)), name='printing_run_count'), models.CheckConstraint(condition=models.Q(models.Q(('community__isnull', False), ('product', None)), models.Q(('community', None), ('product__isnull', False)), _connector='OR'), name='printing_run_of_one')],
                },
            ),
            migrations.CreateModel(
                name='TripAgreement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('since', models.DateTimeField()),
                    ('until', models.DateTimeField(null=True)),
                    ('said_role', models.CharField(max_length=80)),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registers.community')),
                    ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'db_table': 'planner_agreement',
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('community',), name='planner_agreement_one'), models.CheckConstraint(condition=models.Q(models.Q(('ended_by', None), ('until', None)), models.Q(('ended_by__isnull', False), ('until__isnull', False)), _connector='OR'), name='planner_agreement_end')],
                },
            ),
            migrations.CreateModel(
                name='TripWeight',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField()),
                    ('weight', models.PositiveSmallIntegerField()),
                    ('served', models.PositiveIntegerField(null=True)),
                    ('signals', models.PositiveSmallIntegerField()),
                    ('is_ready', models.BooleanField()),
                    ('is_agreed', models.BooleanField()),
                    ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='registers.community')),
                ],
                options={
                    'db_table': 'planner_weight',
                    'default_permissions': (),
                    'indexes': [models.Index(fields=['day'], name='planner_weight_day')],
                    'constraints': [models.UniqueConstraint(fields=('community', 'day'), name='planner_weight_once')],
                },
            ),
            migrations.CreateModel(
                name='TripRoads',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('map', withi.ground.web.fields.CodeField(max_length=80)),
                    ('mode', withi.ground.web.fields.CodeField(max_length=12)),
                    ('place', withi.ground.web.fields.CodeField(max_length=24)),
                    ('made_on', models.DateField()),
                    ('body', models.BinaryField()),
                ],
                options={
                    'db_table': 'planner_roads',
                    'default_permissions': (),
                    'indexes': [models.Index(fields=['made_on'], name='planner_roads_made')],
                    'constraints': [models.UniqueConstraint(fields=('map', 'mode', 'place'), name='planner_roads_once')],
                },
            ),
        ]),
        migrations.RunPython(first_texts, migrations.RunPython.noop),
    ]
