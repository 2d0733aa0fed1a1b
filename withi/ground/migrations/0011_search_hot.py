from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ground', '0010_boundaries'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='searchname',
            name='search_name_folded',
        ),
        migrations.AddIndex(
            model_name='searchname',
            index=models.Index(fields=['kind', 'folded', '-popularity', 'ref_id', 'area_code'], name='search_name_folded'),
        ),
    ]
