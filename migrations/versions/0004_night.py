"""What the night needs: reports of a period with answers of their own, findings with a state, monitors, known answers.

Revision ID: 0004
Revises: 0003
"""

import json
import uuid

import sqlalchemy as sa
from alembic import op

import app.store.types

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

MOMENT = app.store.types.UtcDateTime(timezone=True)


def upgrade() -> None:
    op.create_table('audit_answer',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('run_id', sa.String(length=36), nullable=False),
    sa.Column('check_name', sa.String(length=40), nullable=False),
    sa.Column('snapshot', sa.String(length=64), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['audit_run.id'], name=op.f('fk_audit_answer_run_id_audit_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_answer')),
    sa.UniqueConstraint('run_id', 'check_name', name=op.f('uq_audit_answer_run_id_check_name'))
    )
    op.create_table('finding_state',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('key', sa.String(length=300), nullable=False),
    sa.Column('check_name', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('owner', sa.String(length=200), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('nights', sa.Integer(), nullable=False),
    sa.Column('reappeared', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding_state')),
    sa.UniqueConstraint('key', name=op.f('uq_finding_state_key'))
    )
    op.create_table('finding_event',
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=300), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.Column('by', sa.String(length=200), nullable=False),
    sa.Column('what', sa.String(length=40), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_finding_event'))
    )
    op.create_index('ix_finding_event_key', 'finding_event', ['key', 'seq'], unique=False)
    op.create_table('monitor',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('connection_id', sa.String(length=36), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('alarmed_on', sa.Date(), nullable=True),
    sa.Column('e_value', sa.Double(), nullable=False),
    sa.ForeignKeyConstraint(['connection_id'], ['connection.id'], name=op.f('fk_monitor_connection_id_connection')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_monitor')),
    sa.UniqueConstraint('connection_id', name=op.f('uq_monitor_connection_id'))
    )
    op.create_table('monitor_reset',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('connection_id', sa.String(length=36), nullable=False),
    sa.Column('at', MOMENT, nullable=False),
    sa.Column('by', sa.String(length=200), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('alarmed_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(
        ['connection_id'], ['connection.id'], name=op.f('fk_monitor_reset_connection_id_connection')
    ),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_monitor_reset'))
    )
    op.create_table('known_answer',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('rejection_id', sa.String(length=36), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('said_by', sa.String(length=200), nullable=False),
    sa.Column('said_at', MOMENT, nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['rejection_id'], ['rejection.id'], name=op.f('fk_known_answer_rejection_id_rejection')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_known_answer')),
    sa.UniqueConstraint('rejection_id', name=op.f('uq_known_answer_rejection_id'))
    )
    with op.batch_alter_table('rejection', schema=None) as batch_op:
        batch_op.add_column(sa.Column('rules', sa.Text(), server_default='', nullable=False))
        batch_op.create_index('ix_rejection_received_at', ['received_at'], unique=False)

    with op.batch_alter_table('match', schema=None) as batch_op:
        batch_op.create_index('ix_match_made_at', ['made_at'], unique=False)

    with op.batch_alter_table('policy', schema=None) as batch_op:
        batch_op.add_column(sa.Column('accepted_miss_rate', sa.Double(), server_default=sa.text('0.02'), nullable=False))
        batch_op.add_column(sa.Column('alarming_miss_rate', sa.Double(), server_default=sa.text('0.05'), nullable=False))

    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.add_column(sa.Column('key', sa.String(length=300), server_default='', nullable=False))
        batch_op.add_column(sa.Column('severity', sa.String(length=40), server_default='serious', nullable=False))
        batch_op.add_column(sa.Column('weight', sa.Double(), server_default=sa.text('0'), nullable=False))
        batch_op.add_column(sa.Column('words', sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
        batch_op.create_index('ix_finding_key', ['key'], unique=False)

    with op.batch_alter_table('audit_run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('since', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('seed', sa.String(length=16), server_default='', nullable=False))
        batch_op.add_column(sa.Column('snapshot', sa.String(length=64), server_default='', nullable=False))
        batch_op.add_column(sa.Column('versions', sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
        batch_op.add_column(sa.Column('digest', sa.String(length=64), server_default='', nullable=False))
        batch_op.add_column(sa.Column('sealed', sa.String(length=64), server_default='', nullable=False))
        batch_op.drop_constraint('uq_audit_run_day', type_='unique')
    _keep_earlier_reports()
    with op.batch_alter_table('audit_run', schema=None) as batch_op:
        batch_op.alter_column('since', existing_type=sa.Date(), nullable=False)
        batch_op.create_unique_constraint('uq_audit_run_day_since', ['day', 'since'])
        batch_op.drop_column('numbers')


def _keep_earlier_reports() -> None:
    """Each number of a report made before becomes a line of one table, so that it can still be read."""
    connection = op.get_bind()
    connection.execute(sa.text('UPDATE audit_run SET since = day'))
    answer = sa.table(
        'audit_answer', sa.column('id'), sa.column('run_id'), sa.column('check_name'), sa.column('snapshot'),
        sa.column('content', sa.JSON()),
    )
    for run_id, numbers in connection.execute(sa.text('SELECT id, numbers FROM audit_run')).all():
        kept = json.loads(numbers) if isinstance(numbers, str) else numbers or {}
        rows = [[path, str(value)] for path, value in _flat('', kept)]
        table = {
            'name': 'numbers', 'title': {'text': 'Numbers as an earlier version counted them', 'values': {}},
            'sentence': None, 'chart': None,
            'columns': [
                {'name': 'what', 'title': 'what', 'kind': 'text', 'digits': 0},
                {'name': 'value', 'title': 'value', 'kind': 'text', 'digits': 0},
            ],
            'rows': rows,
        }
        content = {'tables': [table], 'unmeasured': []}
        connection.execute(
            answer.insert().values(
                id=str(uuid.uuid4()), run_id=run_id, check_name='earlier', snapshot='', content=content
            )
        )


def _flat(path, value):
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _flat(f'{path}.{name}' if path else name, part)
    elif isinstance(value, list):
        for number, part in enumerate(value, 1):
            yield from _flat(f'{path}.{number}', part)
    else:
        yield path, value


def downgrade() -> None:
    with op.batch_alter_table('audit_run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('numbers', sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
        batch_op.drop_constraint('uq_audit_run_day_since', type_='unique')
        for name in ('since', 'seed', 'snapshot', 'versions', 'digest', 'sealed'):
            batch_op.drop_column(name)
        batch_op.create_unique_constraint('uq_audit_run_day', ['day'])

    with op.batch_alter_table('finding', schema=None) as batch_op:
        batch_op.drop_index('ix_finding_key')
        for name in ('key', 'severity', 'weight', 'words'):
            batch_op.drop_column(name)

    with op.batch_alter_table('policy', schema=None) as batch_op:
        batch_op.drop_column('accepted_miss_rate')
        batch_op.drop_column('alarming_miss_rate')

    with op.batch_alter_table('match', schema=None) as batch_op:
        batch_op.drop_index('ix_match_made_at')

    with op.batch_alter_table('rejection', schema=None) as batch_op:
        batch_op.drop_index('ix_rejection_received_at')
        batch_op.drop_column('rules')

    for table in ('known_answer', 'monitor_reset', 'monitor', 'finding_event', 'finding_state', 'audit_answer'):
        op.drop_table(table)
